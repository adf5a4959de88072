import { isRecord, within } from "@openenv/core/schema";
import { firstProblem, problem, type Rule, toRegExp } from "./schema_values.ts";

type Parts = Readonly<Record<string, unknown>>;

/** The keywords that are about objects; anything else passes them. */
export const OBJECT_RULES: readonly [string, Rule][] = [
  ["required", (value, keys) => {
    if (!isRecord(value)) return undefined;
    const missing = (keys as string[]).find((key) => !Object.hasOwn(value, key));
    return missing === undefined ? undefined : { path: [missing], message: "is missing" };
  }],
  [
    "properties",
    (value, parts, _node, judge) =>
      isRecord(value)
        ? firstProblem(Object.keys(parts as Parts).filter((key) => Object.hasOwn(value, key)), (key) => {
          const found = judge(value[key], (parts as Parts)[key]);
          return found && within(key, found);
        })
        : undefined,
  ],
  [
    "patternProperties",
    (value, parts, _node, judge) =>
      isRecord(value)
        ? firstProblem(Object.entries(parts as Parts), ([pattern, part]) => {
          const matches = toRegExp(pattern);
          return firstProblem(Object.keys(value).filter((key) => matches?.test(key)), (key) => {
            const found = judge(value[key], part);
            return found && within(key, found);
          });
        })
        : undefined,
  ],
  ["additionalProperties", (value, part, { properties = {}, patternProperties = {} }, judge) => {
    if (!isRecord(value) || part === true) return undefined;
    const patterns = Object.keys(patternProperties).map(toRegExp);
    return firstProblem(Object.keys(value), (key) => {
      if (Object.hasOwn(properties, key) || patterns.some((pattern) => pattern?.test(key))) return undefined;
      if (part === false) return { path: [key], message: "is not declared by the schema" };
      const found = judge(value[key], part);
      return found && within(key, found);
    });
  }],
  ["propertyNames", (value, part, _node, judge) =>
    isRecord(value)
      ? firstProblem(Object.keys(value), (key) => {
        const found = judge(key, part);
        return found && { path: [key], message: `has a name that does not fit: ${found.message}` };
      })
      : undefined],
  [
    "minProperties",
    (value, least) =>
      !isRecord(value) || Object.keys(value).length >= (least as number)
        ? undefined
        : problem(`has ${Object.keys(value).length} keys, expected at least ${least}`),
  ],
  [
    "maxProperties",
    (value, most) =>
      !isRecord(value) || Object.keys(value).length <= (most as number)
        ? undefined
        : problem(`has ${Object.keys(value).length} keys, expected at most ${most}`),
  ],
  [
    "dependentRequired",
    (value, needs) =>
      isRecord(value)
        ? firstProblem(Object.entries(needs as Readonly<Record<string, string[]>>), ([key, others]) => {
          const missing = Object.hasOwn(value, key) && others.find((other) => !Object.hasOwn(value, other));
          return missing ? { path: [missing], message: `is missing, though ${key} is there` } : undefined;
        })
        : undefined,
  ],
  ["dependentSchemas", (value, parts, _node, judge) =>
    isRecord(value)
      ? firstProblem(
        Object.entries(parts as Parts),
        ([key, part]) => Object.hasOwn(value, key) ? judge(value, part) : undefined,
      )
      : undefined],
];
