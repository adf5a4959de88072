import type { EpisodeContext } from "./context.ts";
import type { MaybePromise, StepResult, StepReturn } from "./result.ts";
import type { Rubric } from "./rubrics/rubric.ts";
import type {
  ActionOutput,
  EnvironmentSchemas,
  ObservationOf,
  ResetOutput,
  StateOf,
} from "./schema/environment_schemas.ts";

/** The reset options that say which task an episode has; for a contract with tasks. */
export interface TaskChoice {
  /** The name of the split. Default: the first that is for training, else the first. */
  readonly split?: string;
  /** The task's place in its split, from 0. Default: drawn from the seed. */
  readonly index?: number;
  /** The task's id, instead of its place. */
  readonly task_id?: string;
}

/** The reset options that every environment takes; a contract adds its own beside them. */
export interface ResetOptions extends TaskChoice {
  /** The episode's seed: any safe integer. Default: drawn at random; it is in the state either way. */
  readonly seed?: number;
  /** The episode's name. Default: a UUID. */
  readonly episode_id?: string;
  /** The number of steps after which the episode is truncated; at most the contract's `maxSteps`, its default. */
  readonly max_steps?: number;
}

/**
 * Reset options of every environment beside a contract's own. The names of those that say which task are free for a
 * contract without tasks.
 */
export type WithOwnOptions<R, Common> = R & Omit<Common, keyof R & keyof TaskChoice>;

/** The reset options as an environment gets them: seed and episode id are always there. */
export interface ResolvedResetOptions extends ResetOptions {
  /** The episode's seed, given or drawn. */
  readonly seed: number;
  /** The episode's name, given or made. */
  readonly episode_id: string;
}

/**
 * The world: what an author writes. One instance serves one session, episode after episode.
 *
 * Every method may return a value or a promise. A plain object will do, and so will an instance of a class; write
 * `implements Environment<typeof contract>` on a class, or TypeScript widens its literals. Methods are called one at a
 * time.
 *
 * @typeParam S The contract's type, `typeof contract`.
 */
// deno-lint-ignore no-explicit-any -- an environment of any types
export interface Environment<S extends EnvironmentSchemas = any> {
  /**
   * Begins an episode and returns its first observation; may be called at any time, also in mid-episode.
   *
   * @param options The parsed reset options; `seed` and `episode_id` are always filled in, and with tasks `split`,
   * `index` and `task_id`.
   * @param context The seeded `random` of the new episode, `signal`, `deadline`, `log`.
   */
  reset(
    options: WithOwnOptions<ResetOutput<S>, ResolvedResetOptions>,
    context: EpisodeContext,
  ): MaybePromise<StepReturn<ObservationOf<S>>>;
  /**
   * Executes one action, which has passed the contract's schema.
   *
   * @param action The parsed action, defaults filled in.
   * @param context The same object as in `reset`, with this step's `signal` and `deadline`.
   */
  step(action: ActionOutput<S>, context: EpisodeContext): MaybePromise<StepReturn<ObservationOf<S>>>;
  /** The environment's own part of the state; an `episode_id` or `step_count` in it wins. Default: nothing. */
  state?(): MaybePromise<StateOf<S>>;
  /**
   * Scores the steps for which the author returns no `reward`; one that is given, be it `null`, is the author's word. The
   * runner resets it, descendants included, before each `reset`. Make it inside the factory, or in `reset` at the latest:
   * it is looked at when the instance is made and after each reset. Default: no rubric.
   */
  readonly rubric?: Rubric<ActionOutput<S>, ObservationOf<S>>;
  /**
   * Changes each result, those of resets too, after the reward is known and before the observation is checked; see
   * `@openenv/core/transforms`. Default: nothing is changed.
   */
  transform?(result: StepResult<ObservationOf<S>>, context: EpisodeContext): StepResult<ObservationOf<S>>;
  /** Releases what the instance holds; called once, never while another method runs. */
  close?(): MaybePromise<void>;
}

/** Makes one {@linkcode Environment} for one session. */
// deno-lint-ignore no-explicit-any -- as in Environment
export type EnvironmentFactory<S extends EnvironmentSchemas = any> = () => MaybePromise<Environment<S>>;
