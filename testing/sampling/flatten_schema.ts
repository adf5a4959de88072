import { isRecord, type JsonSchema, resolveReference, typesOf } from "@openenv/core/schema";

/** The most references that are followed from one node. */
const MAX_HOPS = 24;

/** Keywords of which the greater value counts where two schemas must fit. */
const MINIMA = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/** Keywords of which the smaller value counts. */
const MAXIMA = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

/** Follows the reference of a node and merges its `allOf`; several patterns stay where they are. */
export function flattenSchema(node: JsonSchema, root: JsonSchema): JsonSchema {
  let schema = node;
  for (let hops = 0; schema.$ref !== undefined && hops < MAX_HOPS; hops++) {
    const { $ref, ...beside } = schema;
    schema = mergeSchemas(resolveReference({ $ref }, root), beside);
  }
  const { allOf, ...own } = schema;
  if (allOf === undefined) return schema;
  if (allOf.every((part) => Object.keys(part).every((key) => key === "pattern"))) return schema;
  return allOf.reduce((merged, part) => mergeSchemas(merged, flattenSchema(part, root)), own as JsonSchema);
}

/** Merges two schemas that must both fit, as far as sampling needs it; checking the sample finds what this misses. */
export function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const merged: Record<string, unknown> = { ...one, ...other };
  const [types, otherTypes] = [typesOf(one), typesOf(other)];
  if (types.length > 0 && otherTypes.length > 0) {
    const common = types.filter((type) => otherTypes.includes(type));
    merged.type = common.length > 0 ? common : otherTypes.includes("integer") ? ["integer"] : types;
  }
  for (const [keys, choose] of [[MINIMA, Math.max], [MAXIMA, Math.min]] as const) {
    for (const key of keys) {
      if (typeof one[key] === "number" && typeof other[key] === "number") merged[key] = choose(one[key], other[key]);
    }
  }
  if (one.properties !== undefined && other.properties !== undefined) {
    const properties = merged.properties = { ...one.properties, ...other.properties };
    for (const [key, part] of Object.entries(one.properties)) {
      const otherPart = other.properties[key];
      if (isRecord(part) && isRecord(otherPart)) properties[key] = mergeSchemas(part, otherPart);
    }
  }
  if (one.required !== undefined || other.required !== undefined) {
    merged.required = [...new Set([...one.required ?? [], ...other.required ?? []])];
  }
  if (one.pattern !== undefined && other.pattern !== undefined) {
    merged.allOf = [...one.allOf ?? [], ...other.allOf ?? [], { pattern: one.pattern }];
  }
  return merged;
}
