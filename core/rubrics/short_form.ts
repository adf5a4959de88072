import { nameOfValue } from "../schema/check_json.ts";
import type { ActionOutput, EnvironmentSchemas, ObservationOf } from "../schema/environment_schemas.ts";
import { isRecord } from "../schema/json_schema.ts";
import type { ScoreFunction } from "./function_rubric.ts";
import type { Rubric } from "./rubric.ts";
import { InvalidRubricError } from "../errors/rubric_errors.ts";
import { WeightedSum } from "./weighted_sum.ts";

/** One entry of {@linkcode rubric}: a function or a rubric, and its weight. */
export type WeightedEntry<A = unknown, O = unknown> = readonly [
  scorer: Rubric<A, O> | ScoreFunction<A, O>,
  weight: number,
];

/**
 * Creates a weighted sum of named functions and rubrics: the short form for most environments.
 *
 * @param entries By name, a function or a rubric and its weight. The weights sum to 1.
 * @returns The sum, whose children have the given names.
 * @throws `InvalidRubricError` for an empty record, an invalid entry, or weights that do not sum to 1.
 *
 * @example
 * ```ts
 * import { rubric } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * const quality = rubric({
 *   correct: [({ text }: { text: string }) => text === "four" ? 1 : 0, 0.7],
 *   brief: [({ text }: { text: string }) => text.length <= 20 ? 1 : 0, 0.3],
 * });
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(quality.score({ text: "five" }, result), 0.3);
 * assert.equal(quality.getRubric("correct").lastScore, 0);
 * ```
 */
export function rubric<A = unknown, O = unknown>(
  entries: Readonly<Record<string, WeightedEntry<A, O>>>,
): WeightedSum<A, O>;
/**
 * Creates a weighted sum of named functions and rubrics with the action and observation types of a contract, so that a
 * class field needs no annotations.
 *
 * @param contract The contract, for its types.
 * @param entries By name, a function or a rubric and its weight. The weights sum to 1.
 * @returns The sum, whose children have the given names.
 * @throws `InvalidRubricError` as above.
 */
export function rubric<S extends EnvironmentSchemas>(
  contract: S,
  entries: Readonly<Record<string, WeightedEntry<ActionOutput<S>, ObservationOf<S>>>>,
): WeightedSum<ActionOutput<S>, ObservationOf<S>>;
export function rubric(first: unknown, second?: Readonly<Record<string, WeightedEntry>>): WeightedSum {
  const entries = (second ?? first) as Readonly<Record<string, WeightedEntry>>;
  if (!isRecord(entries)) throw wrongEntry("rubric", `its entries are ${nameOfValue(entries)}, expected an object`);
  const names = Object.keys(entries);
  const pairs = names.map((name) => {
    const entry: unknown = entries[name];
    if (Array.isArray(entry) && entry.length === 2) return entries[name]!;
    throw wrongEntry(name, `its entry is ${nameOfValue(entry)}, expected [function or rubric, weight]`);
  });
  return new WeightedSum(pairs.map(([scorer]) => scorer), pairs.map(([, weight]) => weight), { names });
}

function wrongEntry(name: string, state: string): InvalidRubricError {
  return new InvalidRubricError(`Cannot use rubric "${name}": ${state}`, { rubric: name, problem: "not_a_rubric" });
}
