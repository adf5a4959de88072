import { isRecord, type JsonSchema, resolveReference, typesOf } from "../schema/json_schema.ts";
import { constantsMatch, isOfType, matchesShape } from "../schema/matches_shape.ts";

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
    const isMeant = (key: string, part: JsonSchema) =>
      matchesShape(part, coerceInput(part, (value as Record<string, unknown>)[key], root), root);
    if (isRecord(value) && !constantsMatch(resolveReference(branch, root), isMeant)) continue;
    const coerced = coerceInput(branch, value, root);
    if (matchesShape(branch, coerced, root)) return coerced;
  }
  return value;
}

/** Copies an object only when a part of it changes; copying a large one takes longer than all the rest. */
function coerceProperties(schema: JsonSchema, value: Record<string, unknown>, root: JsonSchema): unknown {
  const { properties = {}, additionalProperties: others } = schema;
  let made = value;
  for (const key in isRecord(others) ? value : properties) {
    if (!Object.hasOwn(value, key)) continue;
    const part = Object.hasOwn(properties, key) ? properties[key] : others;
    const coerced = coerceInput(part as JsonSchema, value[key], root);
    if (Object.is(coerced, value[key])) continue;
    if (made === value) made = { ...value };
    made[key] = coerced;
  }
  return made;
}

function coerceItems({ items, prefixItems }: JsonSchema, value: readonly unknown[], root: JsonSchema): unknown {
  let made = value;
  for (let index = 0; index < value.length; index++) {
    const node = prefixItems?.[index] ?? items;
    const coerced = isRecord(node) ? coerceInput(node as JsonSchema, value[index], root) : value[index];
    if (Object.is(coerced, value[index])) continue;
    if (made === value) made = value.slice();
    (made as unknown[])[index] = coerced;
  }
  return made;
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
