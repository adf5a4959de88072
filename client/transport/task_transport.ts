import type { TaskRequest, TaskVerb } from "@openenv/core/protocol";

/** What one question about tasks may take. */
export interface TaskCallOptions {
  /** How long to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Gives the question up. */
  readonly signal?: AbortSignal;
}

/** Carries questions about tasks to an environment, any number at once. They need no session. */
export interface TaskTransport {
  /** Asks, and resolves with the parsed answer; rejects with the error that came instead. */
  ask(verb: TaskVerb, request: TaskRequest, options: TaskCallOptions): Promise<unknown>;
}
