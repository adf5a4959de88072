import { isRecord, type JsonSchema, resolveReference, typesOf } from "../schema/json_schema.ts";
import { isOfType, matchesShape } from "../schema/matches_shape.ts";

const TRUE_WORDS = new Set(["1", "true", "t", "yes", "y", "on"]);
const FALSE_WORDS = new Set(["0", "false", "f", "no", "n", "off"]);
const INTEGER_TEXT = /^[+-]?\d+(_\d+)*(\.0+)?$/;
const NUMBER_TEXT = /^[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Coerces a value as Pydantic does before it validates: integers and numbers from numeric text and booleans, booleans
 * from 0, 1 and the usual words. Numbers never become text. A value that already fits is unchanged. The input is not
 * modified, and a value that can't be coerced is returned as it is, for the schema to refuse.
 *
 * The rules are in the protocol, section "Coercions the upstream validator performs".
 */
export function coerceInput(node: JsonSchema, value: unknown, root: JsonSchema): unknown {
  const schema = resolveReference(node, root);
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return coerceToBranch(union, value, root);
  if (schema.allOf !== undefined) return schema.allOf.reduce((made, part) => coerceInput(part, made, root), value);
  if (isRecord(value)) return coerceProperties(schema, value, root);
  if (Array.isArray(value)) return coerceItems(schema, value, root);
  return coerceScalar(typesOf(schema), value);
}

function coerceToBranch(branches: readonly JsonSchema[], value: unknown, root: JsonSchema): unknown {
  if (branches.some((branch) => matchesShape(branch, value, root))) return value;
  for (const branch of branches) {
    const coerced = coerceInput(branch, value, root);
    if (matchesShape(branch, coerced, root)) return coerced;
  }
  return value;
}

function coerceProperties(schema: JsonSchema, value: Record<string, unknown>, root: JsonSchema): unknown {
  const coerced: Record<string, unknown> = { ...value };
  for (const key of Object.keys(value)) {
    const declared = schema.properties?.[key];
    const part = declared ?? (isRecord(schema.additionalProperties) ? schema.additionalProperties : undefined);
    if (part !== undefined) coerced[key] = coerceInput(part as JsonSchema, value[key], root);
  }
  return coerced;
}

function coerceItems(schema: JsonSchema, value: readonly unknown[], root: JsonSchema): unknown {
  return value.map((item, index) => {
    const node = schema.prefixItems?.[index] ?? schema.items;
    return isRecord(node) ? coerceInput(node as JsonSchema, item, root) : item;
  });
}

function coerceScalar(types: readonly string[], value: unknown): unknown {
  if (types.some((type) => isOfType(type, value))) return value;
  for (const type of types) {
    const coerced = type === "integer"
      ? coerceInteger(value)
      : type === "number"
      ? coerceNumber(value)
      : type === "boolean"
      ? coerceBoolean(value)
      : undefined;
    if (coerced !== undefined) return coerced;
  }
  return value;
}

/** Converts an integral number, numeric text or a boolean to an integer; `undefined` if that is not possible. */
export function coerceInteger(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return INTEGER_TEXT.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

/** Converts numeric text or a boolean to a number; `undefined` if that is not possible. */
export function coerceNumber(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return NUMBER_TEXT.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

function coerceBoolean(value: unknown): boolean | undefined {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== "string") return undefined;
  const word = value.toLowerCase();
  return TRUE_WORDS.has(word) ? true : FALSE_WORDS.has(word) ? false : undefined;
}
