import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { assertName, numbered } from "./names.ts";
import { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** How far the sum of weights may be from 1, to allow for rounding. */
const TOLERANCE = 1e-6;

/** Options for {@linkcode WeightedSum}. */
export interface WeightedSumOptions {
  /** The names of the children, one for each. Default: `rubric_0`, `rubric_1` and so on. */
  readonly names?: readonly string[];
}

/**
 * The weighted sum of its children's scores. Asynchronous children run concurrently.
 *
 * @example
 * ```ts
 * import { WeightedSum } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * const quality = new WeightedSum([() => 1, () => 0.5], [0.75, 0.25]);
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(quality.score({}, result), 0.875);
 * assert.equal(quality.getRubric("rubric_1").lastScore, 0.5);
 * ```
 */
export class WeightedSum<A = unknown, O = unknown> extends Rubric<A, O> {
  readonly #rubrics: readonly Rubric<A, O>[];
  readonly #names: readonly string[];
  #weights: readonly number[];

  /**
   * Creates a sum of rubrics or plain functions.
   *
   * @param rubrics The children, at least one.
   * @param weights One finite number for each child. They sum to 1, within 1e-6.
   * @throws `InvalidRubricError` for no children, weights of another count or sum, and invalid names.
   */
  constructor(
    rubrics: readonly (Rubric<A, O> | ScoreFunction<A, O>)[],
    weights: readonly number[],
    options: WeightedSumOptions = {},
  ) {
    super();
    this.#names = options.names ?? rubrics.map((_, index) => numbered(index));
    if (rubrics.length === 0) throw invalidRubric(this, "empty", "it has no children, expected at least one");
    this.#names.forEach((name) => assertName(this, name));
    if (new Set(this.#names).size !== rubrics.length) {
      throw invalidRubric(this, "name", `its ${rubrics.length} children need as many different names`);
    }
    this.#rubrics = rubrics.map((given, index) => toRubric(given, this.label, this.#names[index]!));
    this.#weights = this.#checkWeights(weights);
  }

  /** A copy of the weights, in the order of the children. */
  get weights(): number[] {
    return [...this.#weights];
  }

  /** Returns the children in order, followed by those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    const own = this.#rubrics.map((rubric, index): [string, Rubric] => [this.#names[index]!, rubric]);
    return [...own, ...super.namedChildren()];
  }

  /** Adds up the weighted scores. */
  override forward(action: A, result: StepResult<O>): MaybePromise<number> {
    const [rubrics, weights] = [this.#rubrics, this.#weights];
    let sum = 0;
    for (let index = 0; index < rubrics.length; index++) {
      const score = rubrics[index]!.score(action, result);
      if (isPromiseLike(score)) return this.#addPending(sum, index, score, action, result);
      sum += score * weights[index]!;
    }
    return sum;
  }

  /** Returns `weights`. */
  protected override ownState(): Record<string, unknown> {
    return { weights: this.weights };
  }

  /** Loads what `ownState` returned. */
  protected override loadOwnState({ weights }: Readonly<Record<string, unknown>>): void {
    this.#weights = this.#checkWeights(weights);
  }

  /** Starts the children after the first asynchronous one, waits for all of them, and adds up the scores in order. */
  async #addPending(
    sum: number,
    first: number,
    pending: Promise<number>,
    action: A,
    result: StepResult<O>,
  ): Promise<number> {
    const started = this.#rubrics.slice(first + 1).map((rubric) => startScore(rubric, action, result));
    // Nothing may still be running when the step is answered, so a failing child does not end the wait.
    const settled = await Promise.allSettled([pending, ...started]);
    return settled.reduce((total, outcome, index) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return total + outcome.value * this.#weights[first + index]!;
    }, sum);
  }

  #checkWeights(weights: unknown): readonly number[] {
    if (!Array.isArray(weights) || weights.length !== this.#rubrics.length) {
      const found = Array.isArray(weights) ? `${weights.length} weights` : "no list of weights";
      throw invalidRubric(this, "weight_count", `it has ${found} for ${this.#rubrics.length} children`);
    }
    const wrong = weights.find((weight) => !Number.isFinite(weight));
    if (wrong !== undefined || weights.includes(undefined)) {
      throw invalidRubric(this, "weight", `its weight ${wrong} is not a finite number`);
    }
    const sum = weights.reduce((total: number, weight: number) => total + weight, 0);
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw invalidRubric(this, "weight_sum", `its weights sum to ${sum}, expected 1`);
    }
    return [...weights];
  }
}

async function startScore<A, O>(rubric: Rubric<A, O>, action: A, result: StepResult<O>): Promise<number> {
  return await rubric.score(action, result);
}
