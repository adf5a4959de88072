/** A value, or a promise of it: each method of an environment may be synchronous or asynchronous. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * The result of `reset` and `step`, as the caller receives it.
 *
 * The terms are Gymnasium's: `terminated` means an end by the environment's own rules, `truncated` an end from outside
 * (a time limit), `done` either of them.
 */
export interface StepResult<O = Record<string, unknown>> {
  /** The agent's observation, as described by the contract's schema. */
  readonly observation: O;
  /** The reward of this step, a finite number; `null` if there is none, as after a reset. */
  readonly reward: number | null;
  /** `true` if the episode ended by the environment's own rules. */
  readonly terminated: boolean;
  /** `true` if the episode was cut off, for example by a step limit. */
  readonly truncated: boolean;
  /** `true` if the episode is over: `terminated || truncated`. */
  readonly done: boolean;
  /** Diagnostics for the orchestrator, never for the agent; `{}` if there are none. On the wire it is `metadata`. */
  readonly info: Readonly<Record<string, unknown>>;
  /** The names of unknown options, which had no effect; absent if there are none. */
  readonly ignored?: readonly string[];
  /** The names of all reset options, if some of a reset were unknown. On the wire it is `known_options`. */
  readonly knownOptions?: readonly string[];
}

/**
 * The return value of an environment's `reset` and `step`: a {@linkcode StepResult} in which everything except the
 * observation is optional. If only `done` is set, it means `terminated`.
 */
export interface StepReturn<O = Record<string, unknown>> {
  /** The agent's observation. It is sent as it is, so it must match the schema, without defaults to fill in. */
  readonly observation: O;
  /**
   * The reward, a finite number, or `null` for none. Default: the score of the environment's rubric; `null` without
   * one.
   */
  readonly reward?: number | null;
  /** `true` if the episode ended by the environment's own rules. Default: `false`. */
  readonly terminated?: boolean;
  /** `true` if the episode was cut off. Default: `false`. */
  readonly truncated?: boolean;
  /** `true` if the episode is over; sets `terminated` if that is not given. */
  readonly done?: boolean;
  /** Diagnostics for the orchestrator. Default: `{}`. */
  readonly info?: Readonly<Record<string, unknown>>;
}

/** The keys of every state; an environment's own state is added to them. */
export interface EpisodeState {
  /** The episode's id: the caller's `episode_id`, or a UUID; `null` before the first episode. */
  readonly episode_id: string | null;
  /** How many steps of this episode were executed, including failed ones. */
  readonly step_count: number;
  /**
   * The seed of this episode, given or drawn. Absent before the first episode, and from servers that do not report it.
   */
  readonly seed?: number;
  /** The id of this episode's task, if the environment has tasks. */
  readonly task_id?: string;
  /** The split that this episode's task is in, if the environment has tasks. */
  readonly split?: string;
  /** The index of this episode's task in its split, if the environment has tasks. */
  readonly index?: number;
}
