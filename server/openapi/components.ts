import { isRecord, type JsonSchema } from "@openenv/core/schema";

const LISTS: ReadonlySet<string> = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const MAPS: ReadonlySet<string> = new Set(["properties", "patternProperties"]);
const PARTS: ReadonlySet<string> = new Set(["items", "additionalProperties", "not"]);

/**
 * The component schemas of an OpenAPI document: separate JSON Schemas, brought into one document.
 *
 * They also state what the server checks without a schema: an object with declared keys has no others, no key is
 * `__proto__`, and an integer is one that a double can hold.
 */
export class Components {
  /** The schemas, by name. */
  readonly schemas: Record<string, JsonSchema> = {};

  /** Adds a schema and the parts that it defines; returns a reference to it. */
  add(name: string, root: JsonSchema): JsonSchema {
    const { $defs = {}, ...own } = root;
    const scope: Scope = { name, closed: true };
    this.schemas[name] = convert(own, scope);
    for (const [part, schema] of Object.entries($defs)) this.schemas[partName(name, part)] = convert(schema, scope);
    return refer(name);
  }
}

/** Makes a reference to a component schema. */
export function refer(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Makes the schema of an object from its required and its optional properties. */
export function objectOf(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return { type: "object", required: Object.keys(required), properties: { ...required, ...optional } };
}

const NO_PROTOTYPE: JsonSchema = { not: { const: "__proto__" } };

/** Where a part of a schema stands. */
interface Scope {
  /** The name of the schema that is added. */
  readonly name: string;
  /** `false` inside `allOf`, where a part must allow the keys of the others. */
  readonly closed: boolean;
}

function convert(node: JsonSchema, scope: Scope): JsonSchema {
  const converted: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    converted[keyword] = convertKeyword(keyword, value, { ...scope, closed: scope.closed && keyword !== "allOf" });
  }
  if (scope.closed && node.properties !== undefined && node.patternProperties === undefined) {
    converted.additionalProperties ??= false;
  }
  if (isRecord(node.additionalProperties)) converted.propertyNames ??= NO_PROTOTYPE;
  return { ...converted, ...integerBounds(node) };
}

function convertKeyword(keyword: string, value: unknown, scope: Scope): unknown {
  const convertPart = (part: unknown) => isRecord(part) ? convert(part, scope) : part;
  if (keyword === "$ref") return typeof value === "string" ? convertReference(value, scope.name) : value;
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map(convertPart);
  if (MAPS.has(keyword) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, convertPart(part)]));
  }
  return PARTS.has(keyword) ? convertPart(value) : value;
}

function convertReference(pointer: string, name: string): string {
  if (pointer.startsWith("#/components/")) return pointer;
  const part = /^#\/\$defs\/(.+)$/.exec(pointer)?.[1];
  return refer(part === undefined ? name : partName(name, decodeURIComponent(part))).$ref!;
}

/** Names a part after its owner, since the parts of two owners may have the same name. */
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
