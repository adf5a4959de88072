import { Random } from "./random.ts";
import type { EpisodeTask } from "./tasks/task.ts";

/** How far a call has come. */
export interface Progress {
  /** The work done so far; it only grows. */
  readonly progress: number;
  /** The work in all. Default: unknown. */
  readonly total?: number;
  /** A description of the current work. Default: none. */
  readonly message?: string;
}

/** A caller's wishes for one step, besides the action. */
export interface StepOptions {
  /** The limit that the caller asked for, in milliseconds; absent if it left that to the server. */
  readonly timeoutMs?: number;
  /** Cancels the call: its context's signal is aborted. */
  readonly signal?: AbortSignal;
  /** `true` refuses to begin an episode: without one the call throws `NotResetError`. Default: `false`. */
  readonly withinEpisode?: boolean;
  /** Called with each report of progress. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * An environment's view of the current episode and call. An instance gets the same object for its whole life.
 */
export interface EpisodeContext {
  /** The episode's seeded generator: same seed, same actions, same episode. */
  readonly random: Random;
  /**
   * Aborted when this call exceeds its deadline, or when its session ends. Pass it on to anything that can be
   * cancelled.
   */
  readonly signal: AbortSignal;
  /** The time by which this call must finish, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  /** How long this call may take, in milliseconds, as requested by the caller. */
  readonly timeoutMs: number;
  /** The episode's id. */
  readonly episodeId: string;
  /** The number of this step: 1 for the first step after a reset, 0 during the reset. */
  readonly stepCount: number;
  /** The `metadata` that came with this action, as Python's clients may send it; `{}` if there was none. */
  readonly actionMetadata: Readonly<Record<string, unknown>>;
  /** The episode's task, including its private part; absent without tasks. `taskOf` returns it typed. */
  readonly task?: EpisodeTask;
  /** The mode of the server: `"production"` offers tools, `"simulation"` drives episodes. */
  readonly mode: "simulation" | "production";
  /** The limit that the caller of this step asked for, in milliseconds; `undefined` if it left that to the server. */
  readonly requestedTimeoutMs: number | undefined;
  /** The seed that the caller of this episode's reset asked for; `undefined` if it was drawn. */
  readonly requestedSeed: number | undefined;
  /** Reports progress to a caller that listens for it, as Model Context Protocol clients may. */
  progress(progress: Progress): void;
  /** Writes to the server's log, with the episode's id in front. */
  log(...data: unknown[]): void;
}

/** A log function, such as `console.error`. */
export type Log = (...data: unknown[]) => void;

const NO_METADATA: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * The runner's side of {@linkcode EpisodeContext}. Its parts are created on first use, so that a step whose environment
 * uses none of them pays nothing.
 */
export class CallContext implements EpisodeContext {
  /** The number of steps executed in this episode. */
  stepCount = 0;
  /** The time limit of the call in flight, in milliseconds. */
  timeoutMs = 0;
  /** The episode's id; empty before the first episode. */
  episodeId = "";
  /** The episode's seed; 0 before the first episode. */
  seed = 0;
  /** The seed that the episode's reset asked for. */
  requestedSeed: number | undefined;
  /** The metadata of the action in flight. */
  actionMetadata: Readonly<Record<string, unknown>> = NO_METADATA;
  /** The episode's task. */
  task: EpisodeTask | undefined;
  /** The server's mode. */
  readonly mode: "simulation" | "production";
  readonly #log: Log;
  #call: StepOptions | undefined;
  #random: Random | undefined;
  #controller: AbortController | undefined;
  #began = 0;
  #abortReason: unknown;

  /** Creates the context of one instance. */
  constructor(log: Log, mode: "simulation" | "production" = "simulation") {
    this.#log = log;
    this.mode = mode;
  }

  /** Starts an episode. */
  beginEpisode(seed: number, episodeId: string, task?: EpisodeTask, requestedSeed?: number): void {
    this.seed = seed;
    this.requestedSeed = requestedSeed;
    this.episodeId = episodeId;
    this.task = task;
    this.stepCount = 0;
    this.#random = undefined;
  }

  /** Starts a call. The signal is renewed only if it was used in the last call. */
  beginCall(timeoutMs: number, call?: StepOptions): void {
    this.timeoutMs = timeoutMs;
    this.#call = call;
    this.#began = Date.now();
    if (this.actionMetadata !== NO_METADATA) this.actionMetadata = NO_METADATA;
    if (this.#controller !== undefined && this.#abortReason === undefined) this.#controller = undefined;
  }

  /** Aborts the signal, even if it is first used later. */
  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  /** Throws the reason with which the signal was aborted: no caller waits for this instance any more. */
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
      else this.#follow(this.#controller, this.#call?.signal);
    }
    return this.#controller.signal;
  }

  get deadline(): number {
    return this.#began + this.timeoutMs;
  }

  get requestedTimeoutMs(): number | undefined {
    return this.#call?.timeoutMs;
  }

  // Properties, so that an author may take them off the context.
  readonly progress = (progress: Progress): void => this.#call?.onProgress?.(progress);

  readonly log = (...data: unknown[]): void => this.#log(`[${this.episodeId || "no episode"}]`, ...data);

  /** Aborts a call's controller when its caller cancels the call. */
  #follow(controller: AbortController, signal: AbortSignal | undefined): void {
    if (signal?.aborted) controller.abort(signal.reason);
    else signal?.addEventListener("abort", () => controller.abort(signal.reason), { signal: controller.signal });
  }
}
