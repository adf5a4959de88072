import { fromWireError, OpenEnvError, toWireError } from "@openenv/core/errors";
import { parseTrustedText, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import { answerTaskRequest, type TaskService } from "@openenv/core/tasks";
import type { TaskCallOptions, TaskTransport } from "./task_transport.ts";

/**
 * Sends task requests to an environment in this process. Answers take the same form of text as a server's, so that
 * nothing is shared and the private part of a task never leaves the environment.
 */
export class MemoryTaskTransport implements TaskTransport {
  readonly #service: TaskService;

  /** Creates a transport to a task service. */
  constructor(service: TaskService) {
    this.#service = service;
  }

  /** Sends a request, and resolves with the parsed answer. */
  async ask(verb: TaskVerb, request: TaskRequest, { timeoutMs, signal }: TaskCallOptions): Promise<unknown> {
    const limit = Math.min(timeoutMs, this.#service.timeoutMs);
    try {
      return parseTrustedText(await answerTaskRequest(verb, request, { ...this.#service, timeoutMs: limit, signal }));
    } catch (thrown) {
      if (!(thrown instanceof OpenEnvError) || signal?.aborted) throw thrown;
      // Rebuilds the error without its cause, which may have private parts of a task in it.
      throw fromWireError({ ...toWireError(thrown), message: thrown.message });
    }
  }
}
