import type { Split } from "@openenv/core/tasks";
import type { TaskRequest } from "@openenv/core/protocol";
import { assertDuration, type CallOptions } from "./options.ts";
import { numTasks, splits, task, type TaskFlow, TaskPages, type TaskPagesOptions, taskRange } from "./task_flows.ts";
import { runFlow } from "./transport/flow.ts";
import type { TaskTransport } from "./transport/task_transport.ts";

/** Options for {@linkcode TaskClient}. */
export interface TaskClientOptions {
  /** How long to wait for an answer, in milliseconds, unless a call sets its own limit. */
  readonly timeoutMs: number;
  /** Returns the signal that aborts all requests and refuses new ones. */
  readonly life: () => AbortSignal;
}

/** Sends task requests and reads the answers. */
export class TaskClient {
  readonly #transport: TaskTransport;
  readonly #options: TaskClientOptions;

  /** Creates a client; it sends nothing yet. */
  constructor(transport: TaskTransport, options: TaskClientOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** See {@linkcode EnvClient.splits}. */
  splits(call: CallOptions | undefined): Promise<Split[]> {
    return this.#run(splits(), call);
  }

  /** See {@linkcode EnvClient.numTasks}. */
  numTasks(split: string, call: CallOptions | undefined): Promise<number> {
    return this.#run(numTasks(split), call);
  }

  /** See {@linkcode EnvClient.task}. */
  task<T>(split: string, index: number, call: CallOptions | undefined): Promise<T> {
    return this.#run(task<T>(split, index), call);
  }

  /** See {@linkcode EnvClient.taskRange}. */
  taskRange<T>(request: TaskRequest, call: CallOptions | undefined): Promise<T[]> {
    return this.#run(taskRange<T>(request), call);
  }

  /** See {@linkcode EnvClient.tasks}. */
  async *tasks<T>(split: string, options: TaskPagesOptions): AsyncGenerator<T, void, undefined> {
    const pages = new TaskPages<T>(split, options);
    const { timeoutMs, signal } = options;
    for (;;) {
      const page = await this.#run(pages.next(), { timeoutMs, signal });
      if (page.length === 0) return;
      yield* page;
    }
  }

  #run<T>(flow: TaskFlow<T>, { timeoutMs = this.#options.timeoutMs, signal }: CallOptions = {}): Promise<T> {
    return runFlow(flow, ({ verb, request }) => {
      assertDuration("timeoutMs", timeoutMs);
      const life = this.#options.life();
      const either = signal === undefined ? life : AbortSignal.any([life, signal]);
      return this.#transport.ask(verb, request, { timeoutMs, signal: either });
    });
  }
}
