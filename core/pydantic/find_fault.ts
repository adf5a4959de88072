import { isLarge } from "../schema/is_large.ts";
import { isRecord } from "../schema/json_schema.ts";
import { pathOf, type Schema, type SchemaIssue } from "../schema/schema.ts";

/** The issues of one part of a value, with paths from the value's root. */
export type Fault = readonly SchemaIssue[];

/** The parts of a zod schema that are read here. */
interface ZodInternals {
  readonly run: (payload: { value: unknown; issues: unknown[] }, context: { readonly async: false }) => unknown;
  readonly def: ZodDefinition;
  /** Set if the key of an object may be absent. */
  readonly optin?: string;
}

/** The definition of a zod schema; the keys depend on its type. */
interface ZodDefinition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly rest?: Schema | null;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly left?: Schema;
  readonly right?: Schema;
  readonly in?: Schema;
  readonly innerType?: Schema;
  readonly getter?: () => Schema;
}

/**
 * Finds the first small part of a large value that its schema refuses, and returns the issues of that part alone.
 *
 * A schema library collects the issues of all parts, which can take minutes and gigabytes for a value of a few megabytes.
 * This function walks through the containers of a zod schema and validates one small part after another. `undefined`
 * means that no part is refused by itself: the schema then finds few issues in the whole value, if any.
 */
export function findFault(schema: Schema, value: unknown): Fault | undefined {
  if (typeof value !== "object" || !isLarge(value)) return validatePart(schema, value);
  const def = internalsOf(schema)?.def;
  return def === undefined ? undefined : FINDERS[def.type]?.(def, value);
}

/** `true` for a schema of zod, whose parts can be asked about parts of a value. */
export function isZod(schema: Schema): boolean {
  return internalsOf(schema) !== undefined;
}

function internalsOf(schema: Schema): ZodInternals | undefined {
  return (schema as Schema & { readonly _zod?: ZodInternals })._zod;
}

function validatePart(schema: Schema, value: unknown): Fault | undefined {
  const zod = internalsOf(schema);
  if (zod === undefined) return undefined;
  // The schema's own method builds a result for each part, which takes several times as long.
  const payload = zod.run({ value, issues: [] }, { async: false });
  if ((payload as { readonly issues?: readonly unknown[] }).issues?.length === 0) return undefined;
  const result = schema["~standard"].validate(value);
  if (!(result instanceof Promise)) return result.issues;
  result.catch(() => undefined);
  return undefined;
}

type Finder = (def: ZodDefinition, value: unknown) => Fault | undefined;

/** The containers, by the type of their schema. A wrapper accepts a value only if the wrapped schema does. */
const FINDERS: Readonly<Record<string, Finder>> = {
  object: findInObject,
  record: findInRecord,
  array: ({ element }, value) => findInItems([], element, value),
  tuple: ({ items = [], rest }, value) => findInItems(items, rest ?? undefined, value),
  union: findInUnion,
  intersection: ({ left, right }, value) => findFault(left!, value) ?? findFault(right!, value),
  lazy: ({ getter }, value) => findFault(getter!(), value),
  pipe: (def, value) => findFault(def.in!, value),
  optional: findInInner,
  nullable: findInInner,
  nonoptional: findInInner,
  default: findInInner,
  prefault: findInInner,
  readonly: findInInner,
};

function findInInner({ innerType }: ZodDefinition, value: unknown): Fault | undefined {
  return findFault(innerType!, value);
}

function findInObject({ shape = {}, catchall }: ZodDefinition, value: unknown): Fault | undefined {
  if (!isRecord(value)) return undefined;
  // A strict object reports all its unknown keys in one issue.
  const rest = catchall !== undefined && internalsOf(catchall)?.def.type !== "never" ? catchall : undefined;
  for (const key in rest === undefined ? shape : value) {
    if (!Object.hasOwn(value, key)) continue;
    const fault = findFault(Object.hasOwn(shape, key) ? shape[key]! : rest!, value[key]);
    if (fault !== undefined) return below(key, fault);
  }
  const missing = Object.keys(shape).find((key) => !(key in value) && internalsOf(shape[key]!)?.optin === undefined);
  return missing === undefined ? undefined : [{ path: [missing], message: "Required" }];
}

function findInRecord({ keyType, valueType }: ZodDefinition, value: unknown): Fault | undefined {
  if (!isRecord(value)) return undefined;
  for (const key in value) {
    const fault = findFault(valueType!, value[key]) ?? validatePart(keyType!, key);
    if (fault !== undefined) return below(key, fault);
  }
  return undefined;
}

function findInItems(first: readonly Schema[], rest: Schema | undefined, value: unknown): Fault | undefined {
  if (!Array.isArray(value)) return undefined;
  for (let index = 0; index < value.length; index++) {
    const schema = index < first.length ? first[index] : rest;
    const fault = schema && findFault(schema, value[index]);
    if (fault !== undefined) return below(index, fault);
  }
  return undefined;
}

/** Finds a fault only if all options that the discriminator allows have one. */
function findInUnion({ options = [], discriminator }: ZodDefinition, value: unknown): Fault | undefined {
  const possible = options.filter((option) => discriminator === undefined || isMeant(option, discriminator, value));
  const faults: Fault[] = [];
  for (const option of possible) {
    const fault = findFault(option, value);
    if (fault === undefined) return undefined;
    faults.push(fault);
  }
  if (faults.length < 2) return faults[0];
  const issue = { code: "invalid_union", path: [], message: "Invalid input", errors: faults };
  return [issue];
}

function isMeant(option: Schema, discriminator: string, value: unknown): boolean {
  const schema = internalsOf(option)?.def.shape?.[discriminator];
  return schema === undefined || !isRecord(value) || validatePart(schema, value[discriminator]) === undefined;
}

function below(key: string | number, fault: Fault): Fault {
  return fault.map((issue) => ({ ...issue, path: [key, ...pathOf(issue)] }));
}
