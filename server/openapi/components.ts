import { isRecord, type JsonSchema } from "@openenv/core/schema";

const LISTS: ReadonlySet<string> = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const MAPS: ReadonlySet<string> = new Set(["properties", "patternProperties"]);
const PARTS: ReadonlySet<string> = new Set(["items", "additionalProperties", "not"]);

/**
 * The component schemas of an OpenAPI document: JSON Schemas that stood alone, brought into one document.
 *
 * They say a little more than before, namely what the server checks anyway: an object with declared keys takes no
 * others, no key is `__proto__`, and an integer is one that a double holds.
 */
export class Components {
  /** The schemas, by name. */
  readonly schemas: Record<string, JsonSchema> = {};

  /** Adds a schema and the parts that it defines; returns the reference to it. */
  add(name: string, root: JsonSchema): JsonSchema {
    const { $defs = {}, ...own } = root;
    const context: Context = { name, closes: true };
    this.schemas[name] = convert(own, context);
    for (const [part, schema] of Object.entries($defs)) this.schemas[partName(name, part)] = convert(schema, context);
    return refer(name);
  }
}

/** The reference to a component schema. */
export function refer(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

const NO_PROTOTYPE: JsonSchema = { not: { const: "__proto__" } };

interface Context {
  /** The name of the schema that is added. */
  readonly name: string;
  /** `false` inside `allOf`, where a part must let the keys of the others pass. */
  readonly closes: boolean;
}

function convert(node: JsonSchema, context: Context): JsonSchema {
  const made: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    made[keyword] = convertKeyword(keyword, value, { ...context, closes: context.closes && keyword !== "allOf" });
  }
  if (context.closes && node.properties !== undefined && node.patternProperties === undefined) {
    made.additionalProperties ??= false;
  }
  if (isRecord(node.additionalProperties)) made.propertyNames ??= NO_PROTOTYPE;
  return { ...made, ...integerBounds(node) };
}

function convertKeyword(keyword: string, value: unknown, context: Context): unknown {
  if (keyword === "$ref") return typeof value === "string" ? convertReference(value, context.name) : value;
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map((part) => convertPart(part, context));
  if (MAPS.has(keyword) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, convertPart(part, context)]));
  }
  return PARTS.has(keyword) ? convertPart(value, context) : value;
}

function convertPart(part: unknown, context: Context): unknown {
  return isRecord(part) ? convert(part, context) : part;
}

function convertReference(pointer: string, name: string): string {
  if (pointer.startsWith("#/components/")) return pointer;
  const part = /^#\/\$defs\/(.+)$/.exec(pointer)?.[1];
  return refer(part === undefined ? name : partName(name, decodeURIComponent(part))).$ref!;
}

/** The name of a part: that of its owner in front, since two owners may each have a part of one name. */
function partName(owner: string, part: string): string {
  return `${owner}.${part.replace(/^_+/, "").replace(/[^\w.-]/g, "_")}`;
}

function integerBounds(node: JsonSchema): JsonSchema {
  const types = typeof node.type === "string" ? [node.type] : node.type ?? [];
  if (!types.includes("integer") || types.includes("number")) return {};
  return {
    ...(node.minimum ?? node.exclusiveMinimum) === undefined ? { minimum: Number.MIN_SAFE_INTEGER } : {},
    ...(node.maximum ?? node.exclusiveMaximum) === undefined ? { maximum: Number.MAX_SAFE_INTEGER } : {},
  };
}
