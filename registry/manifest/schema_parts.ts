import { z } from "zod";

/** A text that is not empty. */
export function text(description: string) {
  return z.string().min(1).describe(description);
}

/** A list of texts that are not empty; empty if not given. */
export function texts(description: string) {
  return z.array(z.string().min(1)).default([]).describe(description);
}

/** `true` or `false`; `false` if not given. */
export function flag(description: string) {
  return z.boolean().default(false).describe(description);
}

/** What `schema` allows, or null, which is what it is if not given. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null).describe(schema.description ?? "");
}

/** A mapping to anything. */
export function record(description: string) {
  return z.record(z.string(), z.unknown()).describe(description);
}

/** A number's bounds. */
interface Bounds {
  /** The number is greater than this. */
  readonly above?: number;
  /** The number is at least this. */
  readonly least?: number;
  /** The number is at most this. */
  readonly most?: number;
}

/** A number, or a text that is one, as the Python package allows. */
export function decimal(description: string, bounds: Bounds = {}) {
  return fromText(z.number(), /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/, bounds).describe(description);
}

/** A whole number, or a text that is one, as the Python package allows. */
export function integer(description: string, bounds: Bounds = {}) {
  const error = ({ code }: { code?: string }) => code === "invalid_type" ? "must be a whole number" : undefined;
  return fromText(z.int({ error }), /^[-+]?\d+(\.0+)?$/, bounds).describe(description);
}

function fromText(schema: z.ZodNumber, pattern: RegExp, { above, least, most }: Bounds) {
  let bounded = above === undefined ? schema : schema.gt(above);
  if (least !== undefined) bounded = bounded.min(least);
  if (most !== undefined) bounded = bounded.max(most);
  const type = schema.format === "safeint" ? "integer" : "number";
  const convert = (value: unknown) => typeof value === "string" && pattern.test(value) ? Number(value) : value;
  return z.preprocess(convert, bounded.meta({ type: [type, "string"], pattern: pattern.source }));
}

const PATH_RULE = "must be a path inside the package, with forward slashes and without .. or a colon";

/** A folder or a file of the package. */
export function packagePath(description: string) {
  // deno-lint-ignore no-control-regex -- no system has them in names on purpose
  const pattern = /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\\:\x00-\x1f]+$/;
  return z.string().min(1).regex(pattern, { error: PATH_RULE, abort: true }).describe(description);
}

/** A file of the package. */
export function packageFile(description: string) {
  return packagePath(description).regex(/[^./]/, { error: "must name a file" });
}
