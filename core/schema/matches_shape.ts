import { isRecord, type JsonSchema, resolveReference, typesOf } from "./json_schema.ts";

/**
 * Returns `true` if a value may match a JSON Schema node, judged by types, constants, required keys and declared parts.
 *
 * Bounds, patterns and undeclared keys are ignored: this picks the branch of a union, and the schema itself validates.
 */
export function matchesShape(node: JsonSchema, value: unknown, root: JsonSchema): boolean {
  const schema = resolveReference(node, root);
  if ("const" in schema && !sameScalar(schema.const, value)) return false;
  if (schema.enum !== undefined && !schema.enum.some((allowed) => sameScalar(allowed, value))) return false;
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) return false;
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined && !union.some((branch) => matchesShape(branch, value, root))) return false;
  if (schema.allOf !== undefined && !schema.allOf.every((part) => matchesShape(part, value, root))) return false;
  if (Array.isArray(value)) return itemsMatch(schema, value, root);
  return isRecord(value) ? propertiesMatch(schema, value, root) : true;
}

/** `true` if a value has a JSON type (`integer` means an integral number). */
export function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    default:
      return false;
  }
}

function sameScalar(allowed: unknown, value: unknown): boolean {
  if (allowed === value || Object.is(allowed, value)) return true;
  return typeof allowed === "object" && typeof value === "object" && JSON.stringify(allowed) === JSON.stringify(value);
}

function itemsMatch(schema: JsonSchema, value: readonly unknown[], root: JsonSchema): boolean {
  return value.every((item, index) => {
    const node = schema.prefixItems?.[index] ?? (schema.prefixItems === undefined ? schema.items : undefined);
    return typeof node === "object" ? matchesShape(node, item, root) : true;
  });
}

function propertiesMatch(schema: JsonSchema, value: Record<string, unknown>, root: JsonSchema): boolean {
  if (schema.required?.some((key) => value[key] === undefined)) return false;
  if (!constantsMatch(schema, (key, part) => matchesShape(part, value[key], root))) return false;
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    if (value[key] !== undefined && !matchesShape(part, value[key], root)) return false;
  }
  return true;
}

/**
 * `true` if all required constants of an object's schema match. They come first because they tell the branches of a union
 * apart: other parts may contain unions of their own, and each level would double the number of comparisons.
 */
export function constantsMatch(schema: JsonSchema, matches: (key: string, part: JsonSchema) => boolean): boolean {
  const { properties = {}, required = [] } = schema;
  return required.every((key) => {
    const part = properties[key];
    return part === undefined || !("const" in part || "enum" in part) || matches(key, part);
  });
}
