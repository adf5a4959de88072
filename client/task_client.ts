import { InvalidOptionError, InvalidReplyError } from "@openenv/core/errors";
import { parseTaskRequest, SPLIT_TYPES, TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import type { TaskTransport } from "./transport/task_transport.ts";
import { isRecord } from "@openenv/core/schema";
import type { Split } from "@openenv/core/tasks";
import { assertDuration, type CallOptions } from "./options.ts";

/** Options for {@linkcode EnvClient.tasks}. */
export interface TaskPagesOptions extends CallOptions {
  /** The maximum number of tasks to request and hold at once. Default: 100. */
  readonly pageSize?: number;
  /** The first index; a negative index counts from the end. Default: 0. */
  readonly start?: number;
  /** The index after the last one; a negative index counts from the end. Default: the end of the split. */
  readonly stop?: number;
}

/** Options for {@linkcode TaskClient}. */
export interface TaskClientOptions {
  /** How long to wait for an answer, in milliseconds, unless a call sets its own limit. */
  readonly timeoutMs: number;
  /** Returns the signal that aborts all requests and refuses new ones. */
  readonly life: () => AbortSignal;
}

const DEFAULT_PAGE_SIZE = 100;

/**
 * Sends task requests and reads the answers. Requests are checked before they are sent, by the same rules as on a
 * server.
 */
export class TaskClient {
  readonly #transport: TaskTransport;
  readonly #options: TaskClientOptions;

  /** Creates a client; it sends nothing yet. */
  constructor(transport: TaskTransport, options: TaskClientOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** See {@linkcode EnvClient.splits}. */
  async splits(call: CallOptions | undefined): Promise<Split[]> {
    const answer = await this.#ask("splits", {}, call);
    if (!Array.isArray(answer)) throw invalidReply("splits", "is not a list");
    return answer.map(readSplit);
  }

  /** See {@linkcode EnvClient.numTasks}. */
  async numTasks(split: string, call: CallOptions | undefined): Promise<number> {
    const count = read("num_tasks", await this.#ask("num_tasks", { split }, call), "num_tasks");
    if (!Number.isSafeInteger(count) || (count as number) < 0) throw invalidReply("num_tasks", "has no number");
    return count as number;
  }

  /** See {@linkcode EnvClient.task}. */
  async task<T>(split: string, index: number, call: CallOptions | undefined): Promise<T> {
    return read("task", await this.#ask("task", { split, index }, call), "task") as T;
  }

  /** See {@linkcode EnvClient.taskRange}. */
  async taskRange<T>(request: TaskRequest, call: CallOptions | undefined): Promise<T[]> {
    const tasks = read("task_range", await this.#ask("task_range", request, call), "tasks");
    if (!Array.isArray(tasks)) throw invalidReply("task_range", "has no list of tasks");
    return tasks;
  }

  /** See {@linkcode EnvClient.tasks}. */
  async *tasks<T>(split: string, options: TaskPagesOptions): AsyncGenerator<T, void, undefined> {
    const { pageSize = DEFAULT_PAGE_SIZE, start, stop, ...call } = options;
    assertPageSize(pageSize);
    const range = parseTaskRequest("task_range", { split, start, stop });
    let [next, end] = await this.#resolveEnds(split, range, call);
    while (next < end) {
      const size = Math.min(pageSize, end - next);
      const page = await this.taskRange<T>({ split, start: next, stop: next + size }, call);
      if (page.length > size) throw invalidReply("task_range", `has ${page.length} tasks instead of ${size}`);
      yield* page;
      // A server that does not know how many tasks there are ends the last page early.
      if (page.length < size) return;
      next += size;
    }
  }

  /** Resolves the ends of a range to indexes from the beginning. Only negative ends need the number of tasks. */
  async #resolveEnds(split: string, { start = 0, stop = Infinity }: TaskRequest, call: CallOptions) {
    if (start >= 0 && stop >= 0) return [start, stop] as const;
    const count = await this.numTasks(split, call);
    const place = (end: number) => end < 0 ? Math.max(0, end + count) : end;
    return [place(start), place(stop)] as const;
  }

  // deno-lint-ignore require-await -- an invalid request must reject the promise
  async #ask(verb: TaskVerb, body: TaskRequest, call: CallOptions = {}): Promise<unknown> {
    const { timeoutMs = this.#options.timeoutMs, signal } = call;
    assertDuration("timeoutMs", timeoutMs);
    const life = this.#options.life();
    const either = signal === undefined ? life : AbortSignal.any([life, signal]);
    return this.#transport.ask(verb, parseTaskRequest(verb, body), { timeoutMs, signal: either });
  }
}

/** Reads a split from an answer: Python's servers pass on whatever object the environment gave them. */
function readSplit(split: unknown): Split {
  if (!isRecord(split) || typeof split.name !== "string") throw invalidReply("splits", "has a split without a name");
  const { name, type } = split;
  const known = SPLIT_TYPES.find((known) => known === type) ?? SPLIT_TYPES.find((known) => known === name);
  return { ...split, name, type: known ?? "validation" };
}

function read(verb: TaskVerb, answer: unknown, key: string): unknown {
  if (isRecord(answer) && Object.hasOwn(answer, key)) return answer[key];
  throw invalidReply(verb, `has no key ${key}`);
}

function invalidReply(verb: TaskVerb, state: string): InvalidReplyError {
  return new InvalidReplyError(`Cannot ${TASK_CALLS[verb].action}: the reply ${state}`, {});
}

function assertPageSize(pageSize: number): void {
  if (Number.isSafeInteger(pageSize) && pageSize > 0) return;
  throw new InvalidOptionError(`Cannot use option pageSize: ${pageSize} is not a positive integer`, {
    option: "pageSize",
  });
}
