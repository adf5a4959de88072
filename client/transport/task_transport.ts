import type { TaskRequest, TaskVerb } from "@openenv/core/protocol";

/** Options for one task request. */
export interface TaskCallOptions {
  /** How long to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/** Carries task requests to an environment, any number at once. They need no session. */
export interface TaskTransport {
  /** Sends a request and resolves with the parsed answer; rejects with the error that came instead. */
  ask(verb: TaskVerb, request: TaskRequest, options: TaskCallOptions): Promise<unknown>;
}
