import type { Log, StepOptions } from "../context.ts";
import type { AnyContract } from "../contract/contract.ts";
import type { OpenEnvError } from "../errors/error_classes.ts";
import type { TaskRequest, TaskVerb } from "../protocol/task_requests.ts";
import type { EpisodeView } from "../rendering.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import type { ObservationChecks, SessionLimits } from "./session_settings.ts";

/** Options for the instances of a host. */
export interface HostOptions {
  /** Logger for environments. */
  readonly log: Log;
  /** `true` adds the score of every named rubric of a step to its result, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
  /** The server's mode, which decides what tools there are. Default: `"simulation"`. */
  readonly mode?: "simulation" | "production";
  /** Which observations are checked. Default: `"always"`. */
  readonly checkObservations?: ObservationChecks;
  /**
   * `false` passes the environment's own objects on, so that later changes to them are visible. Default: `true`: they are
   * read once, and that reading is checked and sent.
   */
  readonly copy?: boolean;
}

/**
 * Runs environments: creates instances of one environment, inline, in a worker or in a separate process.
 *
 * This is the only interface between a session and an environment's code; all hosts behave alike.
 */
export interface EnvironmentHost {
  /** Returns the contract of the hosted environment; a host that first has to load a module may return a promise. */
  contract(): MaybePromise<AnyContract>;
  /** `true` if the environments run in the server's own thread, which a synchronous call then blocks. */
  readonly sharesThread?: boolean;
  /** Time limits that the package of the environment declares. Default: none. */
  readonly limits?: Partial<SessionLimits>;
  /** Creates one instance for one session; throws `FactoryError` if that fails. */
  create(): MaybePromise<HostedEnvironment>;
  /** Answers a task request with JSON, as `answerTaskRequest` does. Absent: the contract's own provider answers. */
  answerTask?(verb: TaskVerb, request: TaskRequest, limits: TaskLimits): Promise<string>;
  /** The number of workers or processes that were given up in a loop which can't be ended. */
  readonly stuck?: number;
  /** Why the host makes no more instances; `undefined` as long as it does. */
  readonly refusal?: string;
  /** Ends the host's workers or processes, when its last session has been closed. */
  close?(): Promise<void>;
}

/** Limits of a task request. */
export interface TaskLimits {
  /** The largest answer, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How long the provider may take, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * One instance of an environment behind its host. The session calls one method at a time.
 *
 * Each method returns synchronously if it can: promises are created only if the environment, or the way to it, is
 * asynchronous. Everything thrown is an `OpenEnvError`.
 */
export interface HostedEnvironment {
  /** The id of the episode; `undefined` before the first one. */
  readonly episodeId?: string;
  /** Starts an episode; the options are those of the caller, unparsed. */
  reset(options: Readonly<Record<string, unknown>>, timeoutMs: number): MaybePromise<StepResult>;
  /** Executes one action, as it came from the caller. */
  step(action: unknown, timeoutMs: number, call?: StepOptions): MaybePromise<StepResult>;
  /** The state: the episode's keys and the environment's own. */
  state(timeoutMs: number): MaybePromise<Record<string, unknown>>;
  /** Draws the episode, for people; throws `NotRenderableError` if the environment shows nothing. */
  render(timeoutMs: number): MaybePromise<EpisodeView>;
  /** Tells the call in flight that no caller waits for it any more; a host that can end the call does so. */
  abort(reason: unknown): void;
  /** Releases the instance. */
  close(): MaybePromise<void>;
  /** Resolves with the reason when the instance has ended by itself, for example because its process was killed. */
  readonly ended?: Promise<OpenEnvError>;
}
