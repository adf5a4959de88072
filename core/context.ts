import { Random } from "./random.ts";
import type { EpisodeTask } from "./tasks/task.ts";

/** What an environment knows of the episode and the call it is in; one object for the life of an instance. */
export interface EpisodeContext {
  /** The episode's seeded generator: same seed, same actions, same episode. */
  readonly random: Random;
  /** Aborted when this call overruns its deadline, or when its session ends. Pass it on to what can be cancelled. */
  readonly signal: AbortSignal;
  /** When this call must be finished, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  /** How long this call may take, in milliseconds, as the caller asked. */
  readonly timeoutMs: number;
  /** The episode's name. */
  readonly episodeId: string;
  /** The number of this step: 1 for the first one after a reset, 0 during the reset. */
  readonly stepCount: number;
  /** The `metadata` that came with this action, as Python's clients may send it; `{}` if none did. */
  readonly actionMetadata: Readonly<Record<string, unknown>>;
  /** The episode's task, its private part included; absent without tasks. `taskOf` gives it typed. */
  readonly task?: EpisodeTask;
  /** Writes to the server's log, with the episode's name in front. */
  log(...data: unknown[]): void;
}

/** Takes what an environment logs. */
export type Log = (...data: unknown[]) => void;

const NO_METADATA: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The runner's side of {@linkcode EpisodeContext}: nothing in it is made before it is asked for, so that a step whose
 * environment looks at nothing pays nothing.
 */
export class CallContext implements EpisodeContext {
  /** The steps executed in this episode. */
  stepCount = 0;
  /** The limit of the call in flight, in milliseconds. */
  timeoutMs = 0;
  /** The episode's name; empty before the first episode. */
  episodeId = "";
  /** The episode's seed; 0 before the first episode. */
  seed = 0;
  /** What came beside the action in flight. */
  actionMetadata: Readonly<Record<string, unknown>> = NO_METADATA;
  /** The episode's task. */
  task: EpisodeTask | undefined;
  readonly #log: Log;
  #random: Random | undefined;
  #controller: AbortController | undefined;
  #began = 0;
  #abortReason: unknown;

  /** Makes the context of one instance. */
  constructor(log: Log) {
    this.#log = log;
  }

  /** Begins an episode. */
  beginEpisode(seed: number, episodeId: string, task?: EpisodeTask): void {
    this.seed = seed;
    this.episodeId = episodeId;
    this.task = task;
    this.stepCount = 0;
    this.#random = undefined;
  }

  /** Begins a call; the signal is renewed only if the last call's was looked at. */
  beginCall(timeoutMs: number): void {
    this.timeoutMs = timeoutMs;
    this.#began = Date.now();
    if (this.actionMetadata !== NO_METADATA) this.actionMetadata = NO_METADATA;
    if (this.#controller !== undefined && this.#abortReason === undefined) this.#controller = undefined;
  }

  /** Aborts the signal, now and for every later look at it. */
  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  /** Throws what the signal was aborted with: nobody waits for this instance any more. */
  throwIfAborted(): void {
    if (this.#abortReason !== undefined) throw this.#abortReason;
  }

  get random(): Random {
    return this.#random ??= new Random(this.seed);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  get deadline(): number {
    return this.#began + this.timeoutMs;
  }

  log(...data: unknown[]): void {
    this.#log(`[${this.episodeId || "no episode"}]`, ...data);
  }
}
