import { TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import { withinTime } from "@openenv/core/async";
import { fetchAnswer } from "./fetch_answer.ts";
import { runFlow } from "./flow.ts";
import { HttpTaskFlows } from "./http_task_flows.ts";
import type { TaskCallOptions, TaskTransport } from "./task_transport.ts";

/** Sends task requests over HTTP, to servers of this project and to Python's from 0.4.2 on. */
export class HttpTaskTransport implements TaskTransport {
  readonly #flows: HttpTaskFlows;

  /** Creates a transport to a server's base URL, without a trailing slash. All requests carry the headers. */
  constructor(base: string, headers: Readonly<Record<string, string>> = {}) {
    this.#flows = new HttpTaskFlows(base, headers);
  }

  /** Sends a request, and resolves with the parsed answer. */
  ask(verb: TaskVerb, request: TaskRequest, { timeoutMs, signal }: TaskCallOptions): Promise<unknown> {
    const { action } = TASK_CALLS[verb];
    return withinTime((own) => {
      return runFlow(this.#flows.ask(verb, request), ({ url, ...init }) => fetchAnswer(url, { ...init, signal: own }));
    }, { action, timeoutMs, signal });
  }
}
