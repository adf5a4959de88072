import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { numbered } from "./names.ts";
import { type FoundProblem, Rubric } from "./rubric.ts";

/**
 * A list of rubrics for a rubric of one's own, which decides what to do with their scores.
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

  /** Makes a list of rubrics, or of plain functions; it may be filled later, but not used empty. */
  constructor(rubrics: Iterable<Rubric<A, O> | ScoreFunction<A, O>> = []) {
    super();
    this.extend(rubrics);
  }

  /** How many rubrics there are. */
  get length(): number {
    return this.#rubrics.length;
  }

  /** Adds a rubric at the end. */
  append(rubric: Rubric<A, O> | ScoreFunction<A, O>): void {
    this.#rubrics.push(toRubric(rubric, this.label, numbered(this.#rubrics.length)));
  }

  /** Adds rubrics at the end. */
  extend(rubrics: Iterable<Rubric<A, O> | ScoreFunction<A, O>>): void {
    for (const rubric of rubrics) this.append(rubric);
  }

  /** The rubric at a position, negative ones counted from the end; `undefined` if there is none. */
  at(index: number): Rubric<A, O> | undefined {
    return this.#rubrics.at(index);
  }

  /** The rubrics in their order. */
  [Symbol.iterator](): IterableIterator<Rubric<A, O>> {
    return this.#rubrics.values();
  }

  /** The rubrics in their order, and then those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    const own = this.#rubrics.map((rubric, index): [string, Rubric] => [numbered(index), rubric]);
    return [...own, ...super.namedChildren()];
  }

  /** Throws: a list has no score of its own. */
  override forward(): number {
    throw new TypeError("a RubricList has no score of its own, score its rubrics");
  }

  /** An empty one is a problem of its own. */
  protected override findProblem(): FoundProblem | undefined {
    if (this.length > 0) return super.findProblem();
    return { problem: "empty", state: "it has no children, expected at least one" };
  }
}
