import { isRecord, type JsonSchema, typesOf } from "@openenv/core/schema";

/** One schema for what must fit two, as far as a value can be drawn from it: what it misses is found by checking. */
export function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const merged: Record<string, unknown> = { ...one, ...other };
  const [types, otherTypes] = [typesOf(one), typesOf(other)];
  if (types.length > 0 && otherTypes.length > 0) {
    const common = types.filter((type) => otherTypes.includes(type));
    merged.type = common.length > 0 ? common : otherTypes.includes("integer") ? ["integer"] : types;
  }
  for (const key of ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"]) {
    combine(merged, key, one, other, Math.max);
  }
  for (const key of ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"]) {
    combine(merged, key, one, other, Math.min);
  }
  if (one.properties !== undefined && other.properties !== undefined) {
    merged.properties = mergeProperties(one.properties, other.properties);
  }
  if (one.required !== undefined || other.required !== undefined) {
    merged.required = [...new Set([...one.required ?? [], ...other.required ?? []])];
  }
  if (one.pattern !== undefined && other.pattern !== undefined) {
    merged.allOf = [...one.allOf ?? [], ...other.allOf ?? [], { pattern: one.pattern }];
  }
  return merged;
}

function mergeProperties(
  one: Readonly<Record<string, JsonSchema>>,
  other: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> {
  const merged = { ...one, ...other };
  for (const key of Object.keys(one)) {
    const [part, otherPart] = [one[key], other[key]];
    if (isRecord(part) && isRecord(otherPart)) merged[key] = mergeSchemas(part as JsonSchema, otherPart as JsonSchema);
  }
  return merged;
}

function combine(
  merged: Record<string, unknown>,
  key: string,
  one: JsonSchema,
  other: JsonSchema,
  choose: (one: number, other: number) => number,
): void {
  if (typeof one[key] === "number" && typeof other[key] === "number") merged[key] = choose(one[key], other[key]);
}
