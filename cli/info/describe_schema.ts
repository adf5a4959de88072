import { isRecord, type JsonSchema, resolveReference } from "@openenv/core/schema";

/** How deep types and limits are spelled out; what is deeper has rows of its own, or contains itself. */
const MAX_DEPTH = 4;

/** Follows a node's reference inside its document; keywords beside the reference win. */
export function follow(node: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref, ...beside } = node;
  if ($ref === undefined) return node;
  const target = resolveReference(node, root);
  return Object.keys(beside).length === 0 ? target : { ...target, ...beside };
}

/** Returns the members of a union; none for what is no union. */
export function branchesOf(node: JsonSchema): readonly JsonSchema[] {
  return node.anyOf ?? node.oneOf ?? [];
}

/** Names a schema's type in a few words: `integer`, `"UP" | "DOWN"`, `array of string`, `uint8 tensor [84, 84, 3]`. */
export function describeType(written: JsonSchema, root: JsonSchema, depth = 0): string {
  const node = follow(written, root);
  if (depth > MAX_DEPTH) return "…";
  const describe = (part: JsonSchema) => describeType(part, root, depth + 1);
  if (isRecord(node["x-tensor"])) return describeTensor(node["x-tensor"]);
  if ("const" in node) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  const branches = branchesOf(node);
  if (branches.length > 0) return joinTypes(branches.map(describe), " | ");
  if (node.allOf !== undefined) return joinTypes(node.allOf.map(describe), " & ");
  if (node.type === "array") return describeArray(node, describe);
  if (node.type === "object" && node.properties === undefined && hasKeys(node.additionalProperties)) {
    return `object of ${group(describe(node.additionalProperties))}`;
  }
  return node.type === undefined ? "anything" : [node.type].flat().join(" | ");
}

function describeTensor({ dtype, shape }: Record<string, unknown>): string {
  const sizes = Array.isArray(shape) ? shape.map((size) => size ?? "any") : [];
  return `${dtype} tensor [${sizes.join(", ")}]`;
}

function describeArray({ items, prefixItems }: JsonSchema, describe: (part: JsonSchema) => string): string {
  if (prefixItems === undefined) return hasKeys(items) ? `array of ${group(describe(items))}` : "array";
  const rest = isRecord(items) ? [`...${group(describe(items))}`] : [];
  return `[${[...prefixItems.map(describe), ...rest].join(", ")}]`;
}

function joinTypes(types: readonly string[], operator: string): string {
  return [...new Set(types)].join(operator);
}

function group(type: string): string {
  return / [|&] /.test(type) ? `(${type})` : type;
}

function hasKeys(part: unknown): part is JsonSchema {
  return isRecord(part) && Object.keys(part).length > 0;
}

/** Describes the limits of a schema besides its type, in a few words: `0 to 4`, `at least 1 character`, `/^a/`. */
export function describeLimits(written: JsonSchema, root: JsonSchema, depth = 0): string {
  const node = follow(written, root);
  if (depth > MAX_DEPTH) return "";
  const limits = [
    describeRange(node),
    describeCount(node.minLength, node.maxLength, "character"),
    node.prefixItems === undefined ? describeCount(node.minItems, node.maxItems, "item") : "",
    describeCount(node.minProperties, node.maxProperties, "key"),
    node.multipleOf === undefined ? "" : `a multiple of ${node.multipleOf}`,
    node.uniqueItems === true ? "no item twice" : "",
    String(node.format ?? (node.pattern === undefined ? "" : `/${node.pattern}/`)), // a format has a pattern as well
    describeItemLimits(node, root, depth + 1),
    ...branchesOf(node).map((branch) => describeLimits(branch, root, depth + 1)),
  ];
  return joinLimits(limits);
}

/** A schema library bounds every integer by what is safe; those bounds are not shown. */
function describeRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `${low} to ${high}`;
  return joinLimits([
    exclusiveMinimum === undefined ? "" : `more than ${exclusiveMinimum}`,
    low === undefined ? "" : `at least ${low}`,
    exclusiveMaximum === undefined ? "" : `less than ${exclusiveMaximum}`,
    high === undefined ? "" : `at most ${high}`,
  ]);
}

function describeCount(low: unknown, high: unknown, noun: string): string {
  const nouns = (count: unknown) => count === 1 ? noun : `${noun}s`;
  if (low === undefined && high === undefined) return "";
  if (low === high) return `${low} ${nouns(low)}`;
  if (high === undefined) return `at least ${low} ${nouns(low)}`;
  return low === undefined ? `at most ${high} ${nouns(high)}` : `${low} to ${high} ${nouns(high)}`;
}

/** Items with keys have rows of their own. */
function describeItemLimits({ items }: JsonSchema, root: JsonSchema, depth: number): string {
  if (!isRecord(items) || follow(items, root).properties !== undefined) return "";
  const limits = describeLimits(items, root, depth);
  return limits === "" ? "" : `each ${limits}`;
}

function joinLimits(limits: readonly string[]): string {
  return [...new Set(limits)].filter((limit) => limit !== "").join(", ");
}
