import { fromWireError, OpenEnvError, toWireError } from "@openenv/core/errors";
import { parseTrustedText, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import { answerTaskRequest, type TaskService } from "@openenv/core/tasks";
import type { TaskCallOptions, TaskTransport } from "./task_transport.ts";

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
