/** A value now, or a promise of it: environments may be synchronous or asynchronous, each method by itself. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * What the caller of `reset` and `step` gets.
 *
 * The terms are Gymnasium's: `terminated` is the end by the rules of the world, `truncated` the end from outside (a
 * time limit), `done` either of them.
 */
export interface StepResult<O = Record<string, unknown>> {
  /** What the agent sees, as the contract's observation schema describes it. */
  readonly observation: O;
  /** The reward of this step, a finite number; `null` if there is none, as after a reset. */
  readonly reward: number | null;
  /** `true` if the episode ended by the rules of the world. */
  readonly terminated: boolean;
  /** `true` if the episode was cut off, by a step limit for instance. */
  readonly truncated: boolean;
  /** `true` if the episode is over: `terminated || truncated`. */
  readonly done: boolean;
  /** Diagnostics for the orchestrator, never for the agent; `{}` if there are none. On the wire it is `metadata`. */
  readonly info: Readonly<Record<string, unknown>>;
}

/**
 * What an environment's `reset` and `step` return: a {@linkcode StepResult} in which all but the observation may be
 * left out. An author who sets only `done` means `terminated`.
 */
export interface StepReturn<O = Record<string, unknown>> {
  /** What the agent sees; sent as it is, so it must be what the schema describes, without defaults to fill in. */
  readonly observation: O;
  /** The reward, a finite number, or `null` for none. Default: what the environment's rubric says; `null` without one. */
  readonly reward?: number | null;
  /** The episode ended by the rules of the world. Default: `false`. */
  readonly terminated?: boolean;
  /** The episode was cut off. Default: `false`. */
  readonly truncated?: boolean;
  /** The episode is over; means `terminated` if that is not given. */
  readonly done?: boolean;
  /** Diagnostics for the orchestrator. Default: `{}`. */
  readonly info?: Readonly<Record<string, unknown>>;
}

/** The keys that every state has; an environment's own state comes beside them. */
export interface EpisodeState {
  /** The episode's name: the caller's `episode_id`, or a UUID; `null` before the first episode. */
  readonly episode_id: string | null;
  /** How many steps of this episode were executed, failed ones included. */
  readonly step_count: number;
  /** The seed of this episode, given or drawn; absent before the first episode, and from servers that do not say. */
  readonly seed?: number;
  /** The id of this episode's task, if the environment has tasks. */
  readonly task_id?: string;
  /** The split that this episode's task is in, if the environment has tasks. */
  readonly split?: string;
  /** The place of this episode's task in its split, if the environment has tasks. */
  readonly index?: number;
}
