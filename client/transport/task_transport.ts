import { OpenEnvError } from "@openenv/core";
import {
  answerTaskRequest,
  fromWireError,
  parseTrustedText,
  type TaskRequest,
  type TaskService,
  type TaskVerb,
  toWireError,
} from "@openenv/core/protocol";

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

/**
 * Asks an environment in this process about its tasks, through the same text that a server answers with, so that the
 * private part of a task stays where it is and nothing is shared.
 */
export class MemoryTaskTransport implements TaskTransport {
  readonly #service: TaskService;

  /** Makes a transport to these tasks. */
  constructor(service: TaskService) {
    this.#service = service;
  }

  /** Asks, and resolves with the parsed answer. */
  async ask(verb: TaskVerb, request: TaskRequest, { timeoutMs, signal }: TaskCallOptions): Promise<unknown> {
    const limit = Math.min(timeoutMs, this.#service.timeoutMs);
    try {
      return parseTrustedText(await answerTaskRequest(verb, request, { ...this.#service, timeoutMs: limit, signal }));
    } catch (thrown) {
      // What was thrown in the environment, and may have private parts in it, stays there as well.
      throw thrown instanceof OpenEnvError && !signal?.aborted ? fromWireError(toWireError(thrown)) : thrown;
    }
  }
}
