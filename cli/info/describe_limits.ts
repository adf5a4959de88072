import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { branchesOf, follow } from "./describe_type.ts";

/** What a schema asks of a value beside its type, in a few words: `0 to 4`, `at least 1 character`, `/^a/`. */
export function describeLimits(written: JsonSchema, root: JsonSchema): string {
  const node = follow(written, root);
  const limits = [
    describeNumber(node),
    describeCount(node.minLength, node.maxLength, "character"),
    node.prefixItems === undefined ? describeCount(node.minItems, node.maxItems, "item") : "",
    describeCount(node.minProperties, node.maxProperties, "key"),
    node.multipleOf === undefined ? "" : `a multiple of ${node.multipleOf}`,
    node.uniqueItems === true ? "no item twice" : "",
    describeText(node),
    ...describeItems(node, root),
    ...branchesOf(node).map((branch) => describeLimits(branch, root)),
  ];
  return [...new Set(limits)].filter((limit) => limit !== "").join(", ");
}

/** A schema library bounds every integer by what is safe; that is no news. */
function describeNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `${low} to ${high}`;
  return [
    exclusiveMinimum === undefined ? "" : `more than ${exclusiveMinimum}`,
    low === undefined ? "" : `at least ${low}`,
    exclusiveMaximum === undefined ? "" : `less than ${exclusiveMaximum}`,
    high === undefined ? "" : `at most ${high}`,
  ].filter((limit) => limit !== "").join(", ");
}

function describeCount(low: unknown, high: unknown, noun: string): string {
  const nouns = (count: unknown) => count === 1 ? noun : `${noun}s`;
  if (low === undefined && high === undefined) return "";
  if (low === high) return `${low} ${nouns(low)}`;
  if (high === undefined) return `at least ${low} ${nouns(low)}`;
  return low === undefined ? `at most ${high} ${nouns(high)}` : `${low} to ${high} ${nouns(high)}`;
}

/** A format comes with the pattern that it stands for. */
function describeText({ format, pattern }: JsonSchema): string {
  if (format !== undefined) return String(format);
  return pattern === undefined ? "" : `/${pattern}/`;
}

/** Items with keys have rows of their own. */
function describeItems({ items }: JsonSchema, root: JsonSchema): string[] {
  if (!isRecord(items) || follow(items, root).properties !== undefined) return [];
  const limits = describeLimits(items, root);
  return limits === "" ? [] : [`each ${limits}`];
}
