import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { numbered } from "./names.ts";
import { type FoundProblem, Rubric } from "./rubric.ts";

/**
 * A list of rubrics. The rubric that contains it decides what to do with their scores.
 *
 * It has no score of its own; its children are `rubric_0`, `rubric_1` and so on.
 *
 * @example
 * ```ts
 * import { Rubric, RubricList } from "@openenv/core/rubrics";
 * import type { StepResult } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * class Best extends Rubric {
 *   readonly parts = new RubricList([() => 0.2, () => 0.9]);
 *   async forward(action: unknown, result: StepResult<unknown>) {
 *     return Math.max(...await Promise.all([...this.parts].map((part) => part.score(action, result))));
 *   }
 * }
 *
 * const best = new Best();
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(await best.score({}, result), 0.9);
 * assert.equal(best.getRubric("parts.rubric_0").lastScore, 0.2);
 * ```
 */
export class RubricList<A = unknown, O = unknown> extends Rubric<A, O> implements Iterable<Rubric<A, O>> {
  readonly #rubrics: Rubric<A, O>[] = [];

  /** Creates a list of rubrics or plain functions. It may be filled later, but can't be used while empty. */
  constructor(rubrics: Iterable<Rubric<A, O> | ScoreFunction<A, O>> = []) {
    super();
    this.extend(rubrics);
  }

  /** The number of rubrics. */
  get length(): number {
    return this.#rubrics.length;
  }

  /** Appends a rubric. */
  append(rubric: Rubric<A, O> | ScoreFunction<A, O>): void {
    this.#rubrics.push(toRubric(rubric, this.label, numbered(this.#rubrics.length)));
  }

  /** Appends rubrics. */
  extend(rubrics: Iterable<Rubric<A, O> | ScoreFunction<A, O>>): void {
    for (const rubric of rubrics) this.append(rubric);
  }

  /** Returns the rubric at an index, where negative ones count from the end; `undefined` if there is none. */
  at(index: number): Rubric<A, O> | undefined {
    return this.#rubrics.at(index);
  }

  /** Iterates over the rubrics in order. */
  [Symbol.iterator](): IterableIterator<Rubric<A, O>> {
    return this.#rubrics.values();
  }

  /** Returns the rubrics in order, followed by those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    const own = this.#rubrics.map((rubric, index): [string, Rubric] => [numbered(index), rubric]);
    return [...own, ...super.namedChildren()];
  }

  /** Throws: a list has no score of its own. */
  override forward(): number {
    throw new TypeError("a RubricList has no score of its own, score its rubrics");
  }

  /** Reports an empty list. */
  protected override findProblem(): FoundProblem | undefined {
    if (this.length > 0) return super.findProblem();
    return { problem: "empty", state: "it has no children, expected at least one" };
  }
}
