/**
 * Calls a provider of tasks, with fallbacks, and checks every answer, so that the wire, a reset and a caller in the
 * same process get the same results. Here and in `task_range.ts`, no promise is created unless the provider does.
 *
 * @module
 */
import type { MaybePromise } from "../result.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { chain } from "../async/chain.ts";
import { indexNotFound, parseCount, parseSplits, parseTask, splitNotFound, taskIdNotFound } from "./check_task.ts";
import type { AnyTaskProvider, EpisodeTask, Split, TaskPlace, TaskProvider } from "./task.ts";
import { InvalidTasksError, type TaskMethod, TaskNotFoundError, TasksUnsupportedError } from "../errors/task_errors.ts";

/**
 * Returns the splits of tasks, in the provider's order.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @returns The splits; plain names have become `{ name, type }`.
 * @throws `TasksUnsupportedError` without tasks; `InvalidTasksError` if two splits have the same name, or one is not a
 * split.
 *
 * @example
 * ```ts
 * import { splitsOf, tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const tasks = tasksFromArrays({ train: [], hard: [] });
 * assert.deepEqual(splitsOf(tasks), [{ name: "train", type: "train" }, { name: "hard", type: "validation" }]);
 * ```
 */
export function splitsOf(tasks: AnyTaskProvider | undefined): MaybePromise<Split[]> {
  return chain<readonly (string | Split)[], Split[]>(supported(tasks, "list_splits").splits(), parseSplits);
}

/**
 * Returns the number of tasks in a split.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @param split The name of the split.
 * @returns The number.
 * @throws `TasksUnsupportedError` if the split has no last task; `TaskNotFoundError` if there is no such split.
 *
 * @example
 * ```ts
 * import { numTasksOf, tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * assert.equal(numTasksOf(tasksFromArrays({ train: [{ n: 1 }, { n: 2 }] }), "train"), 2);
 * ```
 */
export function numTasksOf(tasks: AnyTaskProvider | undefined, split: string): MaybePromise<number> {
  const provider = supported(tasks, "num_tasks");
  if (provider.numTasks === undefined) throw unsupported("num_tasks", NO_END);
  return chain(countOf(provider, split), (count) => {
    if (count === Infinity) throw unsupported("num_tasks", NO_END);
    return count;
  });
}

/**
 * Returns one task.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @param split The name of the split.
 * @param index The index in the split, from 0; a negative index counts from the end.
 * @returns The task, with its position.
 * @throws `TaskNotFoundError` if there is no such split or no task at that index (`data.missing` says which);
 * `InvalidTasksError` if the provider returns something that is not a task; `TasksUnsupportedError` without tasks.
 *
 * @example
 * ```ts
 * import { taskAt, tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const tasks = tasksFromArrays({ train: [{ n: 1 }, { n: 2 }] });
 * assert.deepEqual(taskAt(tasks, "train", -1), { id: "train-1", public: { n: 2 }, split: "train", index: 1 });
 * ```
 */
export function taskAt<P, V>(
  tasks: TaskProvider<P, V> | undefined,
  split: string,
  index: number,
): MaybePromise<EpisodeTask<P, V>> {
  const provider = supported(tasks, "get_task");
  return chain(countOf(provider, split), (count) => {
    const place = index < 0 && count !== Infinity ? index + count : index;
    if (!Number.isSafeInteger(place) || place < 0 || place >= count) throw indexNotFound({ split, index });
    return getTask(provider, { split, index: place });
  });
}

/**
 * Finds the task with an id.
 *
 * @param tasks The provider; `undefined` for an environment without tasks.
 * @param id The id. A provider that cannot find tasks by id understands `<split>-<index>`.
 * @returns The task, with its position.
 * @throws `TaskNotFoundError` if no task has the id.
 *
 * @example
 * ```ts
 * import { findTask, tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const task = await findTask(tasksFromArrays({ train: [{ id: "easy", n: 1 }] }), "easy");
 * assert.deepEqual([task.split, task.index], ["train", 0]);
 * ```
 */
export function findTask<P, V>(tasks: TaskProvider<P, V> | undefined, id: string): MaybePromise<EpisodeTask<P, V>> {
  const provider = supported(tasks, "get_task");
  const place = provider.findTask === undefined
    ? placeInId(provider, id)
    : chain<unknown, TaskPlace | undefined>(provider.findTask(id), (found) => parsePlace(provider, found, id));
  return chain(place, (found) => {
    if (found === undefined) throw taskIdNotFound(id);
    return chain(orUndefined(() => taskAt(provider, found.split, found.index)), (task) => {
      if (task?.id !== id) throw taskIdNotFound(id);
      return task;
    });
  });
}

/** The reason why a split cannot be counted. */
export const NO_END = "the split has no last task";

/** Returns the provider; throws if there is none. */
export function supported<P, V>(tasks: TaskProvider<P, V> | undefined, method: TaskMethod): TaskProvider<P, V> {
  if (tasks === undefined) throw unsupported(method, "the environment has no tasks");
  return tasks;
}

/** The error for a call that tasks do not support; `state` says why. */
export function unsupported(method: TaskMethod, state: string): TasksUnsupportedError {
  return new TasksUnsupportedError(`Cannot answer ${method}: ${state}`, { method });
}

/** Counts the tasks in a split, which must exist; `Infinity` if its end is not known. */
export function countOf(tasks: AnyTaskProvider, split: string): MaybePromise<number> {
  return chain(splitsOf(tasks), (splits) => {
    if (!splits.some(({ name }) => name === split)) throw splitNotFound(split, splits);
    if (tasks.numTasks === undefined) return Infinity;
    return chain<number, number>(tasks.numTasks(split), (count) => parseCount(count, split));
  });
}

/** Returns the task at an index of a split, which must exist. */
export function getTask<P, V>(tasks: TaskProvider<P, V>, place: TaskPlace): MaybePromise<EpisodeTask<P, V>> {
  return chain(tasks.getTask(place.split, place.index), (task) => parseTask(task, place));
}

/** Returns what `find` does, or `undefined` if there is no task with that index or id. */
export function orUndefined<T>(find: () => MaybePromise<T>): MaybePromise<T | undefined> {
  try {
    const found = find();
    return isPromiseLike(found) ? found.catch(undefinedIfMissing) : found;
  } catch (thrown) {
    return undefinedIfMissing(thrown);
  }
}

function undefinedIfMissing(thrown: unknown): undefined {
  if (!(thrown instanceof TaskNotFoundError) || thrown.data.missing === "split") throw thrown;
}

/** Checks the position that a provider returned for an id. */
function parsePlace(tasks: AnyTaskProvider, found: unknown, id: string): MaybePromise<TaskPlace | undefined> {
  if (found === undefined || found === null) return undefined;
  const invalid = (state: string) => new InvalidTasksError(`Cannot use place of task "${id}": ${state}`, {});
  if (!isRecord(found)) throw invalid(`it is ${nameOfValue(found)}, expected { split, index }`);
  const { split, index } = found;
  if (typeof split !== "string") throw invalid("it has no split that is a text");
  if (!Number.isSafeInteger(index) || (index as number) < 0) throw invalid("it has no index from 0 on");
  return chain(splitsOf(tasks), (splits) => {
    if (!splits.some(({ name }) => name === split)) throw invalid(`there is no split "${split}"`);
    return { split, index: index as number };
  });
}

/** Returns the position in an id of the form `<split>-<index>`. */
function placeInId(tasks: AnyTaskProvider, id: string): MaybePromise<TaskPlace | undefined> {
  const [, split, digits] = /^(.+)-(0|[1-9]\d{0,15})$/s.exec(id) ?? [];
  if (split === undefined) return undefined;
  return chain(
    splitsOf(tasks),
    (splits) => splits.some(({ name }) => name === split) ? { split, index: Number(digits) } : undefined,
  );
}
