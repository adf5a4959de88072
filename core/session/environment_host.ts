import type { Log } from "../context.ts";
import type { AnyContract } from "../contract/contract.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import type { ObservationChecks } from "./session_settings.ts";

/** What a host tells its instances. */
export interface HostOptions {
  /** Takes what environments log. */
  readonly log: Log;
  /** `true` adds the score of every named rubric of a step to its result, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
  /** Which observations are checked. Default: `"always"`. */
  readonly checkObservations?: ObservationChecks;
}

/**
 * Where environments run: makes instances of one environment, inline, in a worker or in a process of their own.
 *
 * This is the one interface between a session and the code of a world; every host behind it behaves alike.
 */
export interface EnvironmentHost {
  /** The contract of what is hosted; a host that has to load a module first may answer with a promise. */
  contract(): MaybePromise<AnyContract>;
  /** Makes one instance for one session; throws `FactoryError` if it can't. */
  create(): MaybePromise<HostedEnvironment>;
}

/**
 * One instance of an environment behind its host. The session calls one method at a time.
 *
 * Each method answers synchronously if it can: a promise is made only where the environment, or the way to it, is
 * asynchronous. What is thrown is an `OpenEnvError`.
 */
export interface HostedEnvironment {
  /** Begins an episode; the options are as they came from the caller. */
  reset(options: Readonly<Record<string, unknown>>, timeoutMs: number): MaybePromise<StepResult>;
  /** Executes one action, as it came from the caller. */
  step(action: unknown, timeoutMs: number): MaybePromise<StepResult>;
  /** The state: the episode's keys and the environment's own. */
  state(timeoutMs: number): MaybePromise<Record<string, unknown>>;
  /** Tells the call in flight that nobody waits for it any more; a host that can, ends it. */
  abort(reason: unknown): void;
  /** Releases the instance. */
  close(): MaybePromise<void>;
}
