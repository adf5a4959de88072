import { within } from "@openenv/core/schema";
import { firstProblem, isSameJson, problem, type Rule } from "./schema_values.ts";

/** The keywords that are about arrays; anything else passes them. */
export const ARRAY_RULES: readonly [string, Rule][] = [
  ["prefixItems", (value, parts, _node, judge) => {
    if (!Array.isArray(value)) return undefined;
    const known = value.slice(0, (parts as unknown[]).length);
    return firstProblem(known.entries(), ([index, item]) => {
      const found = judge(item, (parts as unknown[])[index]);
      return found && within(index, found);
    });
  }],
  ["items", (value, part, { prefixItems = [] }, judge) => {
    if (!Array.isArray(value)) return undefined;
    for (let index = prefixItems.length; index < value.length; index++) {
      const found = judge(value[index], part);
      if (found !== undefined) return within(index, found);
    }
    return undefined;
  }],
  [
    "minItems",
    (value, least) =>
      !Array.isArray(value) || value.length >= (least as number)
        ? undefined
        : problem(`has ${value.length} items, expected at least ${least}`),
  ],
  [
    "maxItems",
    (value, most) =>
      !Array.isArray(value) || value.length <= (most as number)
        ? undefined
        : problem(`has ${value.length} items, expected at most ${most}`),
  ],
  [
    "uniqueItems",
    (value, unique) =>
      unique === true && Array.isArray(value) && hasRepeated(value) ? problem("has an item twice") : undefined,
  ],
  ["contains", (value, part, { minContains = 1, maxContains = Infinity }, judge) => {
    if (!Array.isArray(value)) return undefined;
    const count = value.filter((item) => judge(item, part) === undefined).length;
    if (count >= Number(minContains) && count <= Number(maxContains)) return undefined;
    return problem(`has ${count} items of the kind that it should contain`);
  }],
];

function hasRepeated(items: readonly unknown[]): boolean {
  return items.some((item, index) => items.slice(0, index).some((earlier) => isSameJson(earlier, item)));
}
