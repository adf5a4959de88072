import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { numbered } from "./names.ts";
import { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/**
 * Calls its children in order, stops at the first that scores 0, and returns the last score.
 *
 * A child that is not called keeps the `lastScore` of an earlier step.
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

  /** Creates a sequence of rubrics or plain functions; throws `InvalidRubricError` if there are none. */
  constructor(...rubrics: readonly (Rubric<A, O> | ScoreFunction<A, O>)[]) {
    super();
    if (rubrics.length === 0) throw invalidRubric(this, "empty", "it has no children, expected at least one");
    this.#rubrics = rubrics.map((given, index) => toRubric(given, this.label, numbered(index)));
  }

  /** The number of children. */
  get length(): number {
    return this.#rubrics.length;
  }

  /** Returns the child at an index, where negative ones count from the end; `undefined` if there is none. */
  at(index: number): Rubric<A, O> | undefined {
    return this.#rubrics.at(index);
  }

  /** Returns the children in order (`rubric_0`, `rubric_1`), followed by those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    const own = this.#rubrics.map((rubric, index): [string, Rubric] => [numbered(index), rubric]);
    return [...own, ...super.namedChildren()];
  }

  /** Calls the children in order. */
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
