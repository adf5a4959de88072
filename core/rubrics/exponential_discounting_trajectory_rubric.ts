import type { MaybePromise } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { invalidRubric, invalidScore } from "./scoring_failure.ts";
import { type TrajectoryOptions, TrajectoryRubric } from "./trajectory_rubric.ts";

/** Options for {@linkcode ExponentialDiscountingTrajectoryRubric}. */
export interface DiscountingOptions extends TrajectoryOptions {
  /** The discount for each step before the last, in [0, 1]; 1 gives every step the whole score. Default: 0.99. */
  readonly gamma?: number;
}

/**
 * A trajectory rubric whose step rewards decay towards the beginning: r_t = gamma^(T-1-t) * R, for T steps and the
 * episode's score R.
 *
 * @example
 * ```ts
 * import { ExponentialDiscountingTrajectoryRubric } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * class Won extends ExponentialDiscountingTrajectoryRubric<unknown, { won: boolean }> {
 *   scoreTrajectory(): number {
 *     return this.trajectory.at(-1)?.result.observation.won ? 1 : -1;
 *   }
 * }
 *
 * const won = new Won({ gamma: 0.5 });
 * const step = { observation: { won: false }, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * won.score("left", step);
 * won.score("left", step);
 * assert.equal(won.score("right", { ...step, observation: { won: true }, terminated: true, done: true }), 1);
 * assert.deepEqual(await won.computeStepRewards(), [0.25, 0.5, 1]);
 * ```
 */
export abstract class ExponentialDiscountingTrajectoryRubric<A = unknown, O = unknown> extends TrajectoryRubric<A, O> {
  #gamma: number;

  /** Creates a rubric without steps; throws `InvalidRubricError` for a gamma outside [0, 1]. */
  constructor(options: DiscountingOptions = {}) {
    super(options);
    this.#gamma = this.#checkGamma(options.gamma ?? 0.99);
  }

  /** The discount for each step before the last. */
  get gamma(): number {
    return this.#gamma;
  }

  /**
   * Discounts the episode's score or, if the episode is not over, the score of the steps so far.
   *
   * @returns One reward for each step, in order; a promise if `scoreTrajectory` has to be called again and returns one.
   * @throws `UnscoredError` if the episode was longer than the trajectory that is kept, `InvalidRewardError` for a
   * score that is not a finite number.
   */
  override computeStepRewards(): MaybePromise<number[]> {
    this.assertComplete();
    const count = this.trajectory.length;
    if (count === 0) return [];
    const score = this.scoreSoFar();
    return isPromiseLike(score) ? score.then((value) => this.#discount(value, count)) : this.#discount(score, count);
  }

  /** Returns `intermediate_reward`, `max_steps` and `gamma`. */
  protected override ownState(): Record<string, unknown> {
    return { ...super.ownState(), gamma: this.#gamma };
  }

  /** Loads what `ownState` returned. */
  protected override loadOwnState(own: Readonly<Record<string, unknown>>): void {
    const gamma = this.#checkGamma(own.gamma);
    super.loadOwnState(own);
    this.#gamma = gamma;
  }

  #discount(score: number, count: number): number[] {
    if (!Number.isFinite(score)) throw invalidScore(this, score);
    return Array.from({ length: count }, (_, step) => this.#gamma ** (count - 1 - step) * score);
  }

  #checkGamma(gamma: unknown): number {
    if (typeof gamma === "number" && gamma >= 0 && gamma <= 1) return gamma;
    throw invalidRubric(this, "gamma", `its gamma ${gamma} is not in [0, 1]`);
  }
}
