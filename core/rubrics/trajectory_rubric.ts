import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { Rubric } from "./rubric.ts";
import { UnscoredError } from "../errors/rubric_errors.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** One step of a trajectory. */
export interface TrajectoryStep<A = unknown, O = unknown> {
  /** The action, as the environment got it. */
  readonly action: A;
  /** What the environment returned; its reward is `null`, since it was not known yet. */
  readonly result: StepResult<O>;
}

/** What a {@linkcode TrajectoryRubric} may be told. */
export interface TrajectoryOptions {
  /** The score of every step before the last. Default: 0. */
  readonly intermediateReward?: number;
  /** The most steps that are kept; a longer episode ends unscored. Default: 10,000. */
  readonly maxSteps?: number;
}

const DEFAULT_MAX_STEPS = 10_000;

/**
 * Scores whole episodes: collects the steps, scores each of them with the intermediate reward, and the last one with what
 * {@linkcode TrajectoryRubric.scoreTrajectory} makes of them all.
 *
 * Steps are kept as they are, so an environment returns a new observation each time, not one that it goes on changing. At
 * most `maxSteps` are kept: an episode that has more lets go of all of them and ends unscored, never wrongly scored.
 *
 * @example
 * ```ts
 * import { TrajectoryRubric, type TrajectoryStep } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * class Quick extends TrajectoryRubric {
 *   scoreTrajectory(steps: readonly TrajectoryStep[]): number {
 *     return 1 / steps.length;
 *   }
 *   computeStepRewards(): number[] {
 *     return this.trajectory.map(() => 1 / this.trajectory.length ** 2);
 *   }
 * }
 *
 * const quick = new Quick();
 * const step = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(quick.score("left", step), 0);
 * assert.equal(quick.score("right", { ...step, terminated: true, done: true }), 0.5);
 * assert.deepEqual(quick.computeStepRewards(), [0.25, 0.25]);
 * ```
 */
export abstract class TrajectoryRubric<A = unknown, O = unknown> extends Rubric<A, O> {
  #steps: TrajectoryStep<A, O>[] = [];
  #overlong = false;
  #finalScore: number | undefined;
  #intermediateReward: number;
  #maxSteps: number;

  /** Makes a rubric without steps; throws `InvalidRubricError` for an option that can't be used. */
  constructor(options: TrajectoryOptions = {}) {
    super();
    this.#intermediateReward = this.#checkReward(options.intermediateReward ?? 0);
    this.#maxSteps = this.#checkLimit(options.maxSteps ?? DEFAULT_MAX_STEPS);
  }

  /**
   * Scores an episode that is over: what a subclass writes.
   *
   * @param trajectory The steps, the first one first.
   * @returns A finite number, or a promise of one. Throw `UnscoredError` where there is no telling.
   */
  abstract scoreTrajectory(trajectory: readonly TrajectoryStep<A, O>[]): MaybePromise<number>;

  /**
   * Distributes the episode's score over its steps, for credit assignment: what a subclass writes.
   *
   * @returns One reward for each step, the first one first; `[]` without steps.
   */
  abstract computeStepRewards(): MaybePromise<number[]>;

  /** A copy of the steps so far, the first one first. */
  get trajectory(): TrajectoryStep<A, O>[] {
    return [...this.#steps];
  }

  /** The score of every step before the last. */
  get intermediateReward(): number {
    return this.#intermediateReward;
  }

  /** Keeps the step; scores the trajectory if it was the last. */
  override forward(action: A, result: StepResult<O>): MaybePromise<number> {
    this.#keep({ action, result });
    if (!result.done) return this.#intermediateReward;
    this.assertComplete();
    const score = this.scoreTrajectory(this.trajectory);
    return isPromiseLike(score) ? score.then((value) => this.#finalScore = value) : this.#finalScore = score;
  }

  /** Forgets the steps. */
  override reset(): MaybePromise<void> {
    this.#steps = [];
    this.#overlong = false;
    this.#finalScore = undefined;
    return super.reset();
  }

  /** The score of the trajectory: the final one if the episode is over, one of the steps so far otherwise. */
  protected scoreSoFar(): MaybePromise<number> {
    this.assertComplete();
    return this.#finalScore ?? this.scoreTrajectory(this.trajectory);
  }

  /** Throws `UnscoredError` if the episode was longer than what is kept. */
  protected assertComplete(): void {
    if (this.#overlong) throw new UnscoredError(`the episode has more than the ${this.#maxSteps} steps that are kept`);
  }

  /** `intermediate_reward` and `max_steps`. */
  protected override ownState(): Record<string, unknown> {
    return { intermediate_reward: this.#intermediateReward, max_steps: this.#maxSteps };
  }

  /** Takes over what `ownState` wrote. */
  protected override loadOwnState(own: Readonly<Record<string, unknown>>): void {
    const reward = this.#checkReward(own.intermediate_reward);
    this.#maxSteps = this.#checkLimit(own.max_steps);
    this.#intermediateReward = reward;
  }

  #keep(step: TrajectoryStep<A, O>): void {
    this.#finalScore = undefined;
    if (this.#overlong) return;
    if (this.#steps.length < this.#maxSteps) {
      this.#steps.push(step);
    } else {
      this.#steps = [];
      this.#overlong = true;
    }
  }

  #checkReward(reward: unknown): number {
    if (Number.isFinite(reward)) return reward as number;
    throw invalidRubric(this, "intermediate_reward", `its intermediate reward ${reward} is not a finite number`);
  }

  #checkLimit(limit: unknown): number {
    if (Number.isSafeInteger(limit) && (limit as number) > 0) return limit as number;
    throw invalidRubric(this, "max_steps", `its maxSteps ${limit} is not a positive integer`);
  }
}
