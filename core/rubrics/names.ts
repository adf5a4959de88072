import { nameOfValue } from "../schema/check_json.ts";
import type { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** Returns the name of an unnamed child. */
export function numbered(index: number): string {
  return `rubric_${index}`;
}

/** Throws `InvalidRubricError` for a child's name that no dotted path could contain. */
export function assertName(holder: Rubric, name: unknown): asserts name is string {
  if (typeof name === "string" && name !== "" && !name.includes(".")) return;
  const found = typeof name === "string" ? `"${name}"` : nameOfValue(name);
  throw invalidRubric(holder, "name", `the name ${found} of a child is empty, has a dot, or is no text`);
}
