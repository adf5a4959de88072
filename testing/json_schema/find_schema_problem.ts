import { isOfType, type JsonSchema, type Problem } from "@openenv/core/schema";
import { ARRAY_RULES } from "./array_rules.ts";
import { OBJECT_RULES } from "./object_rules.ts";
import { firstProblem, isSameJson, type Judge, problem, type Rule, show, toRegExp } from "./schema_values.ts";

/** Keywords that nobody here understands, and that would change the answer. */
const UNSUPPORTED: ReadonlySet<string> = new Set(["unevaluatedProperties", "unevaluatedItems", "$dynamicRef"]);

/**
 * Finds the first thing in which a value does not fit a JSON Schema of draft 2020-12; formats are not asserted, as the
 * draft says.
 *
 * @param value The value, as JSON has it.
 * @param root The schema, and the document that its references point into.
 */
export function findSchemaProblem(value: unknown, root: JsonSchema): Problem | undefined {
  const judge: Judge = (part, node) => {
    if (node === true || node === undefined) return undefined;
    if (node === false) return problem("is not allowed");
    const schema = node as JsonSchema;
    if (schema.$ref !== undefined) {
      const found = judge(part, lookUp(schema.$ref, root));
      if (found !== undefined) return found;
    }
    for (const keyword in schema) {
      const rule = RULES.get(keyword);
      const found = rule?.(part, schema[keyword], schema, judge);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return judge(value, root);
}

/** What keeps a schema from being used: a reference that leaves the document or leads nowhere, a keyword like that. */
export function findSchemaFault(
  root: JsonSchema,
): { readonly kind: "reference" | "keyword"; readonly text: string } | undefined {
  const seen = new Set<unknown>();
  const visit = (node: unknown): ReturnType<typeof findSchemaFault> => {
    if (typeof node !== "object" || node === null || seen.has(node)) return undefined;
    seen.add(node);
    for (const [key, part] of Object.entries(node)) {
      if (key === "$ref" && typeof part === "string" && lookUp(part, root) === undefined) {
        return { kind: "reference", text: part };
      }
      if (UNSUPPORTED.has(key)) return { kind: "keyword", text: key };
      // What these two hold is data, or names that are no keywords.
      const found = key === "const" || key === "enum" ? undefined : visit(part);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(root);
}

function lookUp(pointer: string, root: JsonSchema): unknown {
  if (pointer === "#") return root;
  if (!pointer.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of pointer.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

const VALUE_RULES: readonly [string, Rule][] = [
  ["type", (value, types) => {
    const allowed = Array.isArray(types) ? types as string[] : [types as string];
    if (allowed.some((type) => isOfType(type, value))) return undefined;
    return problem(`is ${show(value)}, expected ${allowed.join(" or ")}`);
  }],
  ["const", (value, constant) => isSameJson(value, constant) ? undefined : problem(`is not ${show(constant)}`)],
  [
    "enum",
    (value, values) =>
      (values as unknown[]).some((one) => isSameJson(value, one))
        ? undefined
        : problem(`is ${show(value)}, expected one of ${show(values)}`),
  ],
  ["minimum", (value, limit) => compare(value, limit, (size, most) => size >= most, "at least")],
  ["maximum", (value, limit) => compare(value, limit, (size, most) => size <= most, "at most")],
  ["exclusiveMinimum", (value, limit) => compare(value, limit, (size, most) => size > most, "more than")],
  ["exclusiveMaximum", (value, limit) => compare(value, limit, (size, most) => size < most, "less than")],
  [
    "multipleOf",
    (value, step) =>
      typeof value !== "number" || isMultipleOf(value, step as number)
        ? undefined
        : problem(`is ${value}, expected a multiple of ${step}`),
  ],
  [
    "minLength",
    (value, least) =>
      typeof value !== "string" || lengthOf(value) >= (least as number)
        ? undefined
        : problem(`has ${lengthOf(value)} characters, expected at least ${least}`),
  ],
  [
    "maxLength",
    (value, most) =>
      typeof value !== "string" || lengthOf(value) <= (most as number)
        ? undefined
        : problem(`has ${lengthOf(value)} characters, expected at most ${most}`),
  ],
  [
    "pattern",
    (value, pattern) =>
      typeof value !== "string" || toRegExp(pattern as string)?.test(value) !== false
        ? undefined
        : problem(`is ${show(value)}, expected a match of ${pattern}`),
  ],
];

const COMBINING_RULES: readonly [string, Rule][] = [
  ["allOf", (value, parts, _node, judge) => firstProblem(parts as unknown[], (part) => judge(value, part))],
  ["anyOf", (value, branches, _node, judge) => {
    const problems = (branches as unknown[]).map((branch) => judge(value, branch));
    return problems.includes(undefined) ? undefined : deepest(problems as Problem[]);
  }],
  ["oneOf", (value, branches, _node, judge) => {
    const problems = (branches as unknown[]).map((branch) => judge(value, branch));
    const fitting = problems.filter((found) => found === undefined).length;
    if (fitting === 1) return undefined;
    return fitting === 0 ? deepest(problems as Problem[]) : problem(`fits ${fitting} branches, expected exactly one`);
  }],
  [
    "not",
    (value, part, _node, judge) => judge(value, part) === undefined ? problem("is what it must not be") : undefined,
  ],
  [
    "if",
    (value, condition, node, judge) => judge(value, judge(value, condition) === undefined ? node.then : node.else),
  ],
];

const RULES: ReadonlyMap<string, Rule> = new Map([...VALUE_RULES, ...ARRAY_RULES, ...OBJECT_RULES, ...COMBINING_RULES]);

function compare(
  value: unknown,
  limit: unknown,
  holds: (size: number, limit: number) => boolean,
  words: string,
): Problem | undefined {
  if (typeof value !== "number" || holds(value, limit as number)) return undefined;
  return problem(`is ${value}, expected ${words} ${limit}`);
}

/** Of several branches, the one that got furthest says best what is wrong. */
function deepest(problems: readonly Problem[]): Problem {
  return problems.reduce((best, one) => one.path.length > best.path.length ? one : best);
}

/** Decimal steps such as 0.01 have no exact double: what is within rounding of a multiple is one. */
export function isMultipleOf(value: number, step: number): boolean {
  const ratio = value / step;
  return Math.abs(ratio - Math.round(ratio)) <= Number.EPSILON * Math.max(1, Math.abs(ratio)) * 4;
}

/** JSON Schema counts characters, not UTF-16 units. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
