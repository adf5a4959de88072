import type { EpisodeContext } from "./context.ts";
import type { MaybePromise, StepResult, StepReturn } from "./result.ts";
import type { Rendering, WebAction } from "./rendering.ts";
import type { Rubric } from "./rubrics/rubric.ts";
import type {
  ActionInput,
  ActionOutput,
  EnvironmentSchemas,
  ObservationOf,
  ResetOutput,
  StateOf,
} from "./schema/environment_schemas.ts";

/** The reset options that choose an episode's task, for a contract with tasks. */
export interface TaskChoice {
  /** The name of the split. Default: the first training split, or else the first split. */
  readonly split?: string;
  /** The task's index in its split, from 0. Default: drawn from the seed. */
  readonly index?: number;
  /** The task's id, instead of its index. */
  readonly task_id?: string;
}

/** The reset options that all environments share; a contract adds its own. */
export interface ResetOptions extends TaskChoice {
  /** The episode's seed: any safe integer. Default: drawn at random; it is in the state either way. */
  readonly seed?: number;
  /** The episode's id. Default: a UUID. */
  readonly episode_id?: string;
  /**
   * The number of steps after which the episode is truncated; at most the contract's `maxSteps`, which is the default.
   */
  readonly max_steps?: number;
}

/**
 * A contract's own reset options, combined with the common ones. A contract without tasks may use the names of the task
 * options for its own.
 */
export type WithOwnOptions<R, Common> = R & Omit<Common, keyof R & keyof TaskChoice>;

/** The reset options as an environment receives them: the seed and the episode id are always there. */
export interface ResolvedResetOptions extends ResetOptions {
  /** The episode's seed, given or drawn. */
  readonly seed: number;
  /** The episode's id, given or generated. */
  readonly episode_id: string;
}

/**
 * An environment, as its author implements it. One instance serves one session, episode after episode.
 *
 * Every method may return a value or a promise. A plain object works, and so does an instance of a class; write
 * `implements Environment<typeof contract>` on a class, or TypeScript widens its literals. Methods are called one at a
 * time.
 *
 * @typeParam S The contract's type, `typeof contract`.
 */
// deno-lint-ignore no-explicit-any -- an environment of any types
export interface Environment<S extends EnvironmentSchemas = any> {
  /**
   * Starts an episode and returns its first observation. May be called at any time, even in the middle of an episode.
   *
   * @param options The parsed reset options. `seed` and `episode_id` are always filled in, and with tasks also `split`,
   * `index` and `task_id`.
   * @param context The new episode's seeded `random`, and `signal`, `deadline` and `log`.
   */
  reset(
    options: WithOwnOptions<ResetOutput<S>, ResolvedResetOptions>,
    context: EpisodeContext,
  ): MaybePromise<StepReturn<ObservationOf<S>>>;
  /**
   * Executes one action, which has passed the contract's schema.
   *
   * @param action The parsed action, with defaults filled in.
   * @param context The same object as in `reset`, with this step's `signal` and `deadline`.
   */
  step(action: ActionOutput<S>, context: EpisodeContext): MaybePromise<StepReturn<ObservationOf<S>>>;
  /** Returns the environment's own state; an `episode_id` or `step_count` in it takes precedence. Default: nothing. */
  state?(): MaybePromise<StateOf<S>>;
  /**
   * Scores the steps for which the environment returns no `reward`. A returned reward, even `null`, takes precedence.
   * The runner resets the rubric and its descendants before each `reset`. Create the rubric in the factory, or in
   * `reset` at the latest: this field is read when the instance is created and after each reset. Default: no rubric.
   */
  readonly rubric?: Rubric<ActionOutput<S>, ObservationOf<S>>;
  /**
   * Changes each result, including those of resets, after the reward is known and before the observation is checked;
   * see `@openenv/core/transforms`. Default: no change.
   */
  transform?(result: StepResult<ObservationOf<S>>, context: EpisodeContext): StepResult<ObservationOf<S>>;
  /**
   * Draws the current situation for people: for the page at `/web` and for `openenv play`. Called on request only,
   * between other calls, and never for an agent. It changes nothing. Default: the page shows the observation.
   */
  render?(): MaybePromise<Rendering>;
  /**
   * Lists actions that people can take with one click in the current situation. Called like `render`, and after it.
   * Default: the page makes a form of the action's schema.
   */
  webActions?(): MaybePromise<readonly WebAction<ActionInput<S>>[]>;
  /** Releases the instance's resources. Called once, never while another method runs. */
  close?(): MaybePromise<void>;
}

/** Creates one {@linkcode Environment} for one session. */
// deno-lint-ignore no-explicit-any -- as in Environment
export type EnvironmentFactory<S extends EnvironmentSchemas = any> = () => MaybePromise<Environment<S>>;
