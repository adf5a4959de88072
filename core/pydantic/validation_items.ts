import type { ValidationItem } from "../errors/validation_item.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { type JsonSchema, nodesAt, typesOf } from "../schema/json_schema.ts";
import { pathOf, type SchemaIssue } from "../schema/schema.ts";

/** The keys that libraries like zod add to an issue; each may be absent. */
interface DetailedIssue extends SchemaIssue {
  readonly code?: string;
  readonly expected?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly divisor?: number;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly DetailedIssue[])[];
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
}

type Loc = (string | number)[];
type Body = Pick<ValidationItem, "type" | "msg" | "ctx">;

/** The context of issues: the value they are about, the nodes of its schema, and its own path. */
interface Scope {
  readonly value: unknown;
  readonly nodes: readonly JsonSchema[];
  readonly root: JsonSchema;
  readonly loc: Loc;
}

/** The item for a key that was not declared. */
export function extraForbidden(loc: Loc, input: unknown): ValidationItem {
  return { type: "extra_forbidden", loc, msg: "Extra inputs are not permitted", input: input ?? null };
}

/** The item for a missing key. */
export function missing(loc: ValidationItem["loc"], container: unknown): ValidationItem {
  return { type: "missing", loc, msg: "Field required", input: container ?? null };
}

/** The item for a value that should be an object. */
export function notADictionary(loc: ValidationItem["loc"], input: unknown): ValidationItem {
  return { type: "dict_type", loc, msg: "Input should be a valid dictionary", input: input ?? null };
}

/** How many issues are reported: more help no reader, and an array of a million wrong items would block the thread. */
export const MAX_ITEMS = 100;

/** Converts the issues that a schema found in a value to wire items, in their order; at most a hundred. */
export function toValidationItems(
  issues: readonly SchemaIssue[],
  value: unknown,
  jsonSchema: JsonSchema = {},
): ValidationItem[] {
  const scope: Scope = { value, nodes: [jsonSchema], root: jsonSchema, loc: [] };
  return withoutConsequences(issues.slice(0, MAX_ITEMS)).flatMap((issue) => toItems(issue, scope)).slice(0, MAX_ITEMS);
}

/**
 * Keeps one issue for a value of the wrong type: what a library then reports about its length or parts is a
 * consequence.
 */
function withoutConsequences(issues: readonly DetailedIssue[]): readonly DetailedIssue[] {
  const mistyped = new Set<string>();
  return issues.filter((issue) => {
    const place = JSON.stringify(pathOf(issue));
    if (mistyped.has(place)) return false;
    if (issue.code === "invalid_type") mistyped.add(place);
    return true;
  });
}

function toItems(issue: DetailedIssue, scope: Scope): ValidationItem[] {
  const path = pathOf(issue);
  const loc = [...scope.loc, ...path];
  const input = valueAt(scope.value, path);
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).slice(0, MAX_ITEMS).map((key) => extraForbidden([...loc, key], valueAt(input, [key])));
  }
  if (input === undefined && isTypeIssue(issue)) return [missing(loc, valueAt(scope.value, path.slice(0, -1)))];
  const nodes = scope.nodes.flatMap((node) => nodesAt(node, path, scope.root));
  if (issue.code === "invalid_union" && (issue.errors?.length ?? 0) > 0) {
    return unionItems(issue, { ...scope, value: input, nodes, loc });
  }
  const { type, msg, ctx } = describe(withIntegers(issue, nodes), input);
  return [{ type, loc, msg, input: jsonInput(input), ...(ctx === undefined ? {} : { ctx }) }];
}

/** Zod first requires an integer to be a number, and reports that; the JSON Schema says that it must be an integer. */
function withIntegers(issue: DetailedIssue, nodes: readonly JsonSchema[]): DetailedIssue {
  if (issue.expected !== "number") return issue;
  const types = nodes.flatMap(typesOf);
  return types.includes("integer") && !types.includes("number") ? { ...issue, expected: "int" } : issue;
}

function isTypeIssue(issue: DetailedIssue): boolean {
  return issue.code === undefined || issue.code === "invalid_type" || issue.code === "invalid_value" ||
    issue.code === "invalid_union";
}

/** A union fails once per member; the member's name is appended to the path, as in Pydantic. */
function unionItems(issue: DetailedIssue, scope: Scope): ValidationItem[] {
  return issue.errors!.flatMap((branch, index) => {
    const whole = branch.find((inner) => pathOf(inner).length === 0);
    const expected = whole && withIntegers(whole, scope.nodes).expected;
    const name = MEMBER_NAMES[expected ?? ""] ?? expected ?? `member_${index}`;
    return branch.slice(0, MAX_ITEMS).flatMap((inner) => toItems(inner, { ...scope, loc: [...scope.loc, name] }));
  });
}

const MEMBER_NAMES: Readonly<Record<string, string>> = {
  string: "str",
  number: "float",
  int: "int",
  boolean: "bool",
  array: "list",
  record: "dict",
};

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

function jsonInput(input: unknown): unknown {
  return input === undefined || (typeof input === "number" && !Number.isFinite(input)) ? null : input;
}

function describe(issue: DetailedIssue, input: unknown): Body {
  const table: Readonly<Record<string, (issue: DetailedIssue, input: unknown) => Body | undefined>> = {
    invalid_type: describeType,
    too_small: describeBound,
    too_big: describeBound,
    invalid_format: describeFormat,
    not_multiple_of: ({ divisor }) => ({
      type: "multiple_of",
      msg: `Input should be a multiple of ${divisor}`,
      ctx: { multiple_of: divisor },
    }),
    invalid_value: ({ values }) => {
      const expected = listOf((values ?? []).map(quote));
      return { type: "literal_error", msg: `Input should be ${expected}`, ctx: { expected } };
    },
    invalid_union: ({ discriminator, options }) =>
      discriminator === undefined ? undefined : {
        type: "union_tag_invalid",
        msg: `Input should have one of the known tags at '${discriminator}'`,
        ctx: { discriminator: `'${discriminator}'`, expected_tags: (options ?? []).map(quote).join(", ") },
      },
  };
  return table[issue.code ?? ""]?.(issue, input) ?? { type: "value_error", msg: `Value error, ${issue.message}` };
}

function describeType({ expected }: DetailedIssue, input: unknown): Body | undefined {
  switch (expected) {
    case "int":
    case "number":
      return describeNumber(expected, input);
    case "string":
      return { type: "string_type", msg: "Input should be a valid string" };
    case "boolean":
      return typeof input === "string" || Number.isInteger(input)
        ? { type: "bool_parsing", msg: "Input should be a valid boolean, unable to interpret input" }
        : { type: "bool_type", msg: "Input should be a valid boolean" };
    case "array":
    case "tuple":
      return { type: "list_type", msg: "Input should be a valid list" };
    case "object":
    case "record":
      return { type: "dict_type", msg: "Input should be a valid dictionary" };
    case "null":
      return { type: "none_required", msg: "Input should be None" };
    default:
      return {
        type: `${expected ?? "value"}_type`,
        msg: `Input should be a valid ${expected}, got ${nameOfValue(input)}`,
      };
  }
}

function describeNumber(expected: string, input: unknown): Body {
  const noun = expected === "int" ? "integer" : "number";
  const prefix = expected === "int" ? "int" : "float";
  if (typeof input === "number") {
    return Number.isFinite(input)
      ? { type: "int_from_float", msg: "Input should be a valid integer, got a number with a fractional part" }
      : { type: "finite_number", msg: "Input should be a finite number" };
  }
  return typeof input === "string"
    ? {
      type: `${prefix}_parsing`,
      msg: `Input should be a valid ${noun}, unable to parse string as ${
        expected === "int" ? "an integer" : "a number"
      }`,
    }
    : { type: `${prefix}_type`, msg: `Input should be a valid ${noun}` };
}

function describeBound(issue: DetailedIssue, input: unknown): Body | undefined {
  const small = issue.code === "too_small";
  const limit = Number(small ? issue.minimum : issue.maximum);
  if (issue.origin === "string") {
    const text = `String should have at ${small ? "least" : "most"} ${limit} character${limit === 1 ? "" : "s"}`;
    return small
      ? { type: "string_too_short", msg: text, ctx: { min_length: limit } }
      : { type: "string_too_long", msg: text, ctx: { max_length: limit } };
  }
  if (issue.origin === "array" || issue.origin === "set") return describeLength(small, limit, input);
  const [type, words, key] = BOUNDS[`${small ? "min" : "max"}:${issue.inclusive !== false}`]!;
  return { type: type!, msg: `Input should be ${words} ${limit}`, ctx: { [key!]: limit } };
}

const BOUNDS: Readonly<Record<string, readonly [type: string, words: string, key: string]>> = {
  "min:true": ["greater_than_equal", "greater than or equal to", "ge"],
  "min:false": ["greater_than", "greater than", "gt"],
  "max:true": ["less_than_equal", "less than or equal to", "le"],
  "max:false": ["less_than", "less than", "lt"],
};

function describeLength(small: boolean, limit: number, input: unknown): Body {
  const length = Array.isArray(input) ? input.length : 0;
  const items = `item${limit === 1 ? "" : "s"}`;
  return {
    type: small ? "too_short" : "too_long",
    msg: `List should have at ${small ? "least" : "most"} ${limit} ${items} after validation, not ${length}`,
    ctx: { field_type: "List", [small ? "min_length" : "max_length"]: limit, actual_length: length },
  };
}

function describeFormat(issue: DetailedIssue): Body | undefined {
  if (issue.format !== "regex") return undefined;
  const pattern = (issue.pattern ?? "").replace(/^\/(.*)\/[a-z]*$/s, "$1");
  return { type: "string_pattern_mismatch", msg: `String should match pattern '${pattern}'`, ctx: { pattern } };
}

function quote(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : String(value);
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
