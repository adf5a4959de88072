import type { ToolErrorType } from "@openenv/core";

/** One tool call of a session, as the orchestrator reads it. */
export interface LoggedStep {
  /** Its number: the first call of the session has 0. */
  readonly index: number;
  /** The tool. */
  readonly tool_name: string;
  /** The reward; `null` if there is none. */
  readonly reward: number | null;
  /** `true` if the episode ended by the rules of the world. */
  readonly terminated: boolean;
  /** `true` if the episode was cut off. */
  readonly truncated: boolean;
  /** `true` if the episode ended. */
  readonly done: boolean;
  /** The kind of failure; `null` if the call succeeded. */
  readonly error_type: ToolErrorType | "cancelled" | null;
}

/** A part of a log. */
export interface StepPage {
  /** The steps. */
  readonly steps: readonly LoggedStep[];
  /** The number of the next step: ask for the steps since that one. */
  readonly next: number;
  /** The number of steps that were asked for and are forgotten. */
  readonly dropped: number;
}

/** How many steps are kept. */
const MAX_STEPS = 1024;
/** The longest name that is kept: a caller may ask for a tool by any name. */
const MAX_NAME = 128;
/** How many requests may wait for steps of one session; another one is answered at once. */
const MAX_WAITING = 64;

/** The last steps of a session's tool calls. */
export class StepLog {
  readonly #steps: LoggedStep[] = [];
  readonly #waiting: Set<() => void> = new Set();
  #next = 0;

  /** Adds a step, and wakes the requests that wait for one. */
  add(step: Omit<LoggedStep, "index">): void {
    const name = step.tool_name;
    const tool_name = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
    this.#steps.push({ index: this.#next++, ...step, tool_name });
    if (this.#steps.length > MAX_STEPS) this.#steps.shift();
    this.wake();
  }

  /** Returns the steps from a number on. */
  read(since: number): StepPage {
    const first = this.#next - this.#steps.length;
    const from = Math.max(0, since - first);
    return { steps: this.#steps.slice(from), next: this.#next, dropped: Math.max(0, first - since) };
  }

  /** Returns the steps from a number on; while there are none, waits for one until the time is over or `signal` aborts. */
  async wait(since: number, waitMs: number, signal: AbortSignal): Promise<StepPage> {
    if (this.#next <= since && waitMs > 0 && this.#waiting.size < MAX_WAITING && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const timer = setTimeout(wake, waitMs);
      signal.addEventListener("abort", wake);
      this.#waiting.add(wake);
      await promise;
      this.#waiting.delete(wake);
      signal.removeEventListener("abort", wake);
      clearTimeout(timer);
    }
    return this.read(since);
  }

  /** Answers all requests that wait. */
  wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
