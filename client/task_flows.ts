import { InvalidOptionError, InvalidReplyError } from "@openenv/core/errors";
import { parseTaskRequest, SPLIT_TYPES, TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";
import type { Split } from "@openenv/core/tasks";
import type { CallOptions } from "./options.ts";
import type { Flow } from "./transport/flow.ts";

/** Options for {@linkcode EnvClient.tasks}. */
export interface TaskPagesOptions extends CallOptions {
  /** The maximum number of tasks to request and hold at once. Default: 100. */
  readonly pageSize?: number;
  /** The first index; a negative index counts from the end. Default: 0. */
  readonly start?: number;
  /** The index after the last one; a negative index counts from the end. Default: the end of the split. */
  readonly stop?: number;
}

/** A task request that a flow asks for. It has been checked, by the same rules as on a server. */
export interface TaskQuestion {
  /** What is asked for. */
  readonly verb: TaskVerb;
  /** The request. */
  readonly request: TaskRequest;
}

/** Work that asks for tasks. */
export type TaskFlow<T> = Flow<TaskQuestion, unknown, T>;

const DEFAULT_PAGE_SIZE = 100;

/** Lists the splits. */
export function* splits(): TaskFlow<Split[]> {
  const answer = yield* ask("splits", {});
  if (!Array.isArray(answer)) throw invalidReply("splits", "is not a list");
  return answer.map(readSplit);
}

/** Counts the tasks of a split. */
export function* numTasks(split: string): TaskFlow<number> {
  const count = read("num_tasks", yield* ask("num_tasks", { split }), "num_tasks");
  if (!Number.isSafeInteger(count) || (count as number) < 0) throw invalidReply("num_tasks", "has no number");
  return count as number;
}

/** Reads the public part of one task. */
export function* task<T>(split: string, index: number): TaskFlow<T> {
  return read("task", yield* ask("task", { split, index }), "task") as T;
}

/** Reads the tasks of a range. */
export function* taskRange<T>(request: TaskRequest): TaskFlow<T[]> {
  const tasks = read("task_range", yield* ask("task_range", request), "tasks");
  if (!Array.isArray(tasks)) throw invalidReply("task_range", "has no list of tasks");
  return tasks;
}

/** The pages of a range of tasks, one after the other. */
export class TaskPages<T> {
  readonly #split: string;
  readonly #pageSize: number;
  readonly #range: TaskRequest;
  /** The indexes that are left; `undefined` until they are known. */
  #left: { next: number; readonly end: number } | undefined;
  #isLast = false;

  /** Checks the options; throws `InvalidOptionError` or `ValidationError`. */
  constructor(split: string, { pageSize = DEFAULT_PAGE_SIZE, start, stop }: TaskPagesOptions) {
    assertPageSize(pageSize);
    this.#split = split;
    this.#pageSize = pageSize;
    this.#range = parseTaskRequest("task_range", { split, start, stop });
  }

  /** Reads the next page; an empty one is the end. */
  *next(): TaskFlow<T[]> {
    const left = this.#left ??= yield* this.#resolveEnds();
    const size = Math.min(this.#pageSize, left.end - left.next);
    if (size <= 0 || this.#isLast) return [];
    const page = yield* taskRange<T>({ split: this.#split, start: left.next, stop: left.next + size });
    if (page.length > size) throw invalidReply("task_range", `has ${page.length} tasks instead of ${size}`);
    // A server that does not know how many tasks there are ends the last page early.
    this.#isLast = page.length < size;
    left.next += size;
    return page;
  }

  /** Resolves the ends of a range to indexes from the beginning. Only negative ends need the number of tasks. */
  *#resolveEnds(): TaskFlow<{ next: number; readonly end: number }> {
    const { start = 0, stop = Infinity } = this.#range;
    if (start >= 0 && stop >= 0) return { next: start, end: stop };
    const count = yield* numTasks(this.#split);
    const place = (end: number) => end < 0 ? Math.max(0, end + count) : end;
    return { next: place(start), end: place(stop) };
  }
}

function* ask(verb: TaskVerb, body: TaskRequest): TaskFlow<unknown> {
  return yield { verb, request: parseTaskRequest(verb, body) };
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
