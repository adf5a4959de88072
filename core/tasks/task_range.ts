import { TooLargeError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { chain } from "../async/chain.ts";
import { parseTask } from "./check_task.ts";
import type { EpisodeTask, Task, TaskProvider } from "./task.ts";
import { countOf, getTask, NO_END, orUndefined, supported, unsupported } from "./task_calls.ts";
import { InvalidTasksError } from "../errors/task_errors.ts";

/** The maximum number of tasks that one call returns. */
const MAX_TASKS_PER_CALL = 1_000_000;

/** The number of tasks in a piece. */
const PIECE_TASKS = 500;

/**
 * Returns the tasks from `start` up to but not including `stop`, with the semantics of Python's slices: a negative
 * number counts from the end, and an end beyond the split is moved to it.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @param split The name of the split.
 * @param start The first index. Default, also for `null`: the beginning.
 * @param stop The index after the last. Default, also for `null`: the end.
 * @returns The tasks, with their positions; empty if `stop` is not after `start`.
 * @throws `TaskNotFoundError` if there is no such split; `TasksUnsupportedError` if the split has no last task and the
 * range needs one; `TooLargeError` for more than a million tasks; `InvalidTasksError` if the provider returns something
 * that is not a task.
 *
 * @example
 * ```ts
 * import { taskRangeOf, tasksFromArrays, toPublicTask } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const tasks = tasksFromArrays({ train: [{ n: 1 }, { n: 2 }, { n: 3 }] });
 * const range = await taskRangeOf(tasks, "train", 1);
 * assert.deepEqual(range.map(toPublicTask), [{ id: "train-1", n: 2 }, { id: "train-2", n: 3 }]);
 * ```
 */
export function taskRangeOf<P, V>(
  tasks: TaskProvider<P, V> | undefined,
  split: string,
  start?: number | null,
  stop?: number | null,
): MaybePromise<EpisodeTask<P, V>[]> {
  const provider = supported(tasks, "get_task_range");
  return chain(countOf(provider, split), (count) => {
    if (count === Infinity && isOpen(start, stop)) return sliceAll(provider, split, [start, stop]);
    return getRange(provider, split, checkSize(split, toSlice(count, start, stop)), count !== Infinity);
  });
}

/**
 * Like {@linkcode taskRangeOf}, but a piece at a time, so that few tasks are held at once, and none are created for a
 * caller who stops early. If only the provider's full list can answer, it is one piece.
 */
export async function* taskRangePieces<P, V>(
  tasks: TaskProvider<P, V> | undefined,
  split: string,
  start?: number | null,
  stop?: number | null,
): AsyncGenerator<EpisodeTask<P, V>[], void, undefined> {
  const provider = supported(tasks, "get_task_range");
  const count = await countOf(provider, split);
  if (count === Infinity && isOpen(start, stop)) yield await sliceAll(provider, split, [start, stop]);
  else yield* piecesOf(provider, split, toSlice(count, start, stop), count !== Infinity);
}

/** Like {@linkcode tasksOf}, but a piece at a time. */
export async function* taskPieces<P, V>(
  tasks: TaskProvider<P, V> | undefined,
  split: string,
): AsyncGenerator<EpisodeTask<P, V>[], void, undefined> {
  const provider = supported(tasks, "list_tasks");
  const count = await countOf(provider, split);
  if (provider.listTasks !== undefined || count === Infinity) yield await tasksOf(provider, split);
  else yield* piecesOf(provider, split, toSlice(count), true);
}

/**
 * Returns all tasks of a split.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @param split The name of the split.
 * @returns The tasks, with their positions.
 * @throws As {@linkcode taskRangeOf} does.
 *
 * @example
 * ```ts
 * import { tasksFromArrays, tasksOf } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const tasks = await tasksOf(tasksFromArrays({ train: [{ n: 1 }, { n: 2 }] }), "train");
 * assert.deepEqual(tasks.map(({ id }) => id), ["train-0", "train-1"]);
 * ```
 */
export function tasksOf<P, V>(
  tasks: TaskProvider<P, V> | undefined,
  split: string,
): MaybePromise<EpisodeTask<P, V>[]> {
  const provider = supported(tasks, "list_tasks");
  return chain(countOf(provider, split), (count) => {
    if (provider.listTasks === undefined && count !== Infinity) {
      return getRange(provider, split, checkSize(split, toSlice(count)), true);
    }
    if (provider.listTasks === undefined) throw unsupported("list_tasks", NO_END);
    return chain(provider.listTasks(split), (list) => {
      const found = parseList(list, split, 0);
      if (count === Infinity || found.length === count) return found;
      throw invalidList(split, `${found.length} for all ${count}`);
    });
  });
}

/** `true` if the range is unknown until the tasks are counted. */
function isOpen(start?: number | null, stop?: number | null): boolean {
  return (start ?? 0) < 0 || (stop ?? -1) < 0;
}

/** Resolves the ends of a range as Python does. */
function toSlice(count: number, start?: number | null, stop?: number | null): [start: number, stop: number] {
  const place = (end: number) => end < 0 ? Math.max(0, end + count) : Math.min(end, count);
  return [place(start ?? 0), place(stop ?? count)];
}

/** Returns a range that only the list of all tasks can determine. */
function sliceAll<P, V>(
  tasks: TaskProvider<P, V>,
  split: string,
  ends: readonly [(number | null)?, (number | null)?],
): MaybePromise<EpisodeTask<P, V>[]> {
  if (tasks.listTasks === undefined) throw unsupported("get_task_range", NO_END);
  return chain(tasks.listTasks(split), (list) => {
    const all = parseList(list, split, 0);
    return all.slice(...toSlice(all.length, ...ends));
  });
}

async function* piecesOf<P, V>(
  tasks: TaskProvider<P, V>,
  split: string,
  slice: readonly [start: number, stop: number],
  isCounted: boolean,
): AsyncGenerator<EpisodeTask<P, V>[], void, undefined> {
  const [start, stop] = checkSize(split, slice);
  for (let at = start; at < stop; at += PIECE_TASKS) {
    const end = Math.min(at + PIECE_TASKS, stop);
    const piece = await getRange(tasks, split, [at, end], isCounted);
    yield piece;
    if (piece.length < end - at) return;
  }
}

function checkSize(split: string, slice: readonly [start: number, stop: number]): readonly [number, number] {
  const size = slice[1] - slice[0];
  if (!(size > MAX_TASKS_PER_CALL)) return slice;
  const message = `Cannot list ${size} tasks of split "${split}": one call returns at most ${MAX_TASKS_PER_CALL}`;
  throw new TooLargeError(message, { size, limit: MAX_TASKS_PER_CALL });
}

function getRange<P, V>(
  tasks: TaskProvider<P, V>,
  split: string,
  [start, stop]: readonly [start: number, stop: number],
  isCounted: boolean,
): MaybePromise<EpisodeTask<P, V>[]> {
  const size = stop - start;
  if (!(size > 0)) return [];
  if (tasks.getTaskRange === undefined) {
    const at = (index: number) =>
      isCounted ? getTask(tasks, { split, index }) : orUndefined(() => getTask(tasks, { split, index }));
    return collect(at, start, stop);
  }
  return chain(tasks.getTaskRange(split, start, stop), (list) => {
    const found = parseList(list, split, start);
    if (isCounted ? found.length === size : found.length <= size) return found;
    throw invalidList(split, `${found.length} for the range from ${start} to ${stop}`);
  });
}

function parseList<P, V>(list: readonly Task<P, V>[], split: string, start: number): EpisodeTask<P, V>[] {
  if (Array.isArray(list)) return list.map((task, place) => parseTask(task, { split, index: start + place }));
  throw invalidList(split, `${nameOfValue(list)}, expected a list`);
}

function invalidList(split: string, returned: string): InvalidTasksError {
  return new InvalidTasksError(`Cannot list tasks of split "${split}": the provider returned ${returned}`, { split });
}

/** Collects tasks one after another, until one is missing. */
function collect<T>(
  at: (index: number) => MaybePromise<T | undefined>,
  start: number,
  stop: number,
): MaybePromise<T[]> {
  const found: T[] = [];
  for (let index = start; index < stop; index++) {
    const task = at(index);
    if (isPromiseLike(task)) return collectLater(task, { at, index, stop, found });
    if (task === undefined) break;
    found.push(task);
  }
  return found;
}

interface Collection<T> {
  readonly at: (index: number) => MaybePromise<T | undefined>;
  readonly index: number;
  readonly stop: number;
  readonly found: T[];
}

async function collectLater<T>(
  first: MaybePromise<T | undefined>,
  { at, index, stop, found }: Collection<T>,
): Promise<T[]> {
  let task = await first;
  for (let next = index + 1; task !== undefined; next++) {
    found.push(task);
    if (next >= stop) break;
    task = await at(next);
  }
  return found;
}
