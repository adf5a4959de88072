import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { numbered } from "./names.ts";
import { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/**
 * Asks its children one after another, stops at the first that scores 0, and scores what the last one did.
 *
 * A child that is not asked keeps the `lastScore` of an earlier step.
 *
 * @example
 * ```ts
 * import { Sequential } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * const code = new Sequential(() => 1, ({ passed }: { passed: number }) => passed / 10);
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(code.score({ passed: 7 }, result), 0.7);
 * ```
 */
export class Sequential<A = unknown, O = unknown> extends Rubric<A, O> {
  readonly #rubrics: readonly Rubric<A, O>[];

  /** Makes a sequence of rubrics, or of plain functions; throws `InvalidRubricError` for none. */
  constructor(...rubrics: readonly (Rubric<A, O> | ScoreFunction<A, O>)[]) {
    super();
    if (rubrics.length === 0) throw invalidRubric(this, "empty", "it has no children, expected at least one");
    this.#rubrics = rubrics.map((given, index) => toRubric(given, this.label, numbered(index)));
  }

  /** How many children there are. */
  get length(): number {
    return this.#rubrics.length;
  }

  /** The child at a position, negative ones counted from the end; `undefined` if there is none. */
  at(index: number): Rubric<A, O> | undefined {
    return this.#rubrics.at(index);
  }

  /** The children in their order (`rubric_0`, `rubric_1`), and then those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    const own = this.#rubrics.map((rubric, index): [string, Rubric] => [numbered(index), rubric]);
    return [...own, ...super.namedChildren()];
  }

  /** Asks the children in order. */
  override forward(action: A, result: StepResult<O>): MaybePromise<number> {
    let score = 0;
    for (let index = 0; index < this.#rubrics.length; index++) {
      const scored = this.#rubrics[index]!.score(action, result);
      if (isPromiseLike(scored)) return this.#continue(scored, index + 1, action, result);
      if (scored === 0) return 0;
      score = scored;
    }
    return score;
  }

  async #continue(pending: Promise<number>, next: number, action: A, result: StepResult<O>): Promise<number> {
    let score = await pending;
    for (let index = next; index < this.#rubrics.length && score !== 0; index++) {
      score = await this.#rubrics[index]!.score(action, result);
    }
    return score;
  }
}
