import { fromWireError, OpenEnvError, toWireError } from "@openenv/core/errors";
import { withinTime } from "@openenv/core/async";
import { parseTrustedText, TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import type { EnvironmentHost } from "@openenv/core/session";
import { answerTaskRequest, type TaskService } from "@openenv/core/tasks";
import type { TaskCallOptions, TaskTransport } from "./task_transport.ts";

/**
 * Sends task requests to an environment in this process. Answers take the same form of text as a server's, so that
 * nothing is shared and the private part of a task never leaves the environment.
 */
export class MemoryTaskTransport implements TaskTransport {
  readonly #service: TaskService;
  readonly #host: Pick<EnvironmentHost, "answerTask"> | undefined;

  /** Creates a transport to a task service. A host that answers task requests by itself takes its place. */
  constructor(service: TaskService, host?: Pick<EnvironmentHost, "answerTask">) {
    this.#service = service;
    this.#host = host;
  }

  /** Sends a request, and resolves with the parsed answer. */
  async ask(verb: TaskVerb, request: TaskRequest, options: TaskCallOptions): Promise<unknown> {
    return parseTrustedText(await this.askText(verb, request, options));
  }

  /** Sends a request, and resolves with the answer's text. */
  async askText(verb: TaskVerb, request: TaskRequest, { timeoutMs, signal }: TaskCallOptions): Promise<string> {
    const { maxBytes } = this.#service;
    const limit = Math.min(timeoutMs, this.#service.timeoutMs);
    const { action } = TASK_CALLS[verb];
    try {
      if (this.#host?.answerTask === undefined) {
        return await answerTaskRequest(verb, request, { ...this.#service, timeoutMs: limit, signal });
      }
      const asked = this.#host.answerTask(verb, request, { maxBytes, timeoutMs: limit });
      return await withinTime(() => asked, { action, timeoutMs: limit, signal });
    } catch (thrown) {
      if (!(thrown instanceof OpenEnvError) || signal?.aborted) throw thrown;
      // Rebuilds the error without its cause, which may have private parts of a task in it.
      throw fromWireError({ ...toWireError(thrown), message: thrown.message });
    }
  }
}
