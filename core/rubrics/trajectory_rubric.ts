import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { Rubric } from "./rubric.ts";
import { UnscoredError } from "../errors/rubric_errors.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** One step of a trajectory. */
export interface TrajectoryStep<A = unknown, O = unknown> {
  /** The action, as the environment received it. */
  readonly action: A;
  /** The environment's result; its reward is `null`, since it was not known yet. */
  readonly result: StepResult<O>;
}

/** Options for {@linkcode TrajectoryRubric}. */
export interface TrajectoryOptions {
  /** The score of every step before the last. Default: 0. */
  readonly intermediateReward?: number;
  /** The maximum number of steps that are kept; a longer episode ends unscored. Default: 10,000. */
  readonly maxSteps?: number;
}

const DEFAULT_MAX_STEPS = 10_000;

/**
 * Scores whole episodes. It collects the steps, scores each of them with the intermediate reward, and scores the last
 * one with {@linkcode TrajectoryRubric.scoreTrajectory}.
 *
 * Steps are kept as they are, so an environment must return a new observation each time, not one that it keeps
 * changing. At most `maxSteps` are kept: a longer episode discards all of them and ends unscored, never wrongly scored.
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

  /** Creates a rubric without steps; throws `InvalidRubricError` for an invalid option. */
  constructor(options: TrajectoryOptions = {}) {
    super();
    this.#intermediateReward = this.#checkReward(options.intermediateReward ?? 0);
    this.#maxSteps = this.#checkLimit(options.maxSteps ?? DEFAULT_MAX_STEPS);
  }

  /**
   * Scores an episode that is over. Subclasses implement it.
   *
   * @param trajectory The steps, in order.
   * @returns A finite number, or a promise of one. Throw `UnscoredError` if the score can't be determined.
   */
  abstract scoreTrajectory(trajectory: readonly TrajectoryStep<A, O>[]): MaybePromise<number>;

  /**
   * Distributes the episode's score over its steps, for credit assignment. Subclasses implement it.
   *
   * @returns One reward for each step, in order; `[]` without steps.
   */
  abstract computeStepRewards(): MaybePromise<number[]>;

  /** A copy of the steps so far, in order. */
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

  /** Removes all steps. */
  override reset(): MaybePromise<void> {
    this.#steps = [];
    this.#overlong = false;
    this.#finalScore = undefined;
    return super.reset();
  }

  /** Returns the score of the trajectory: the final one if the episode is over, otherwise that of the steps so far. */
  protected scoreSoFar(): MaybePromise<number> {
    this.assertComplete();
    return this.#finalScore ?? this.scoreTrajectory(this.trajectory);
  }

  /** Throws `UnscoredError` if the episode was longer than the trajectory that is kept. */
  protected assertComplete(): void {
    if (this.#overlong) throw new UnscoredError(`the episode has more than the ${this.#maxSteps} steps that are kept`);
  }

  /** Returns `intermediate_reward` and `max_steps`. */
  protected override ownState(): Record<string, unknown> {
    return { intermediate_reward: this.#intermediateReward, max_steps: this.#maxSteps };
  }

  /** Loads what `ownState` returned. */
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
