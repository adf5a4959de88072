import { isPlainObject, nameOfValue } from "../schema/check_json.ts";
import { indexNotFound, splitNotFound, taskIdNotFound } from "./check_task.ts";
import { checkPrivate, invalidRow, type PrivateRow, type PublicRow, type RowOptions, toSplits, toTask } from "./row.ts";
import type { TaskPlace, TaskProvider } from "./task.ts";
import { InvalidTasksError } from "../errors/task_errors.ts";

/** With more ids than this, no similar id is suggested for an unknown one: the search would take too long. */
const MAX_COMPARED_IDS = 10_000;

/**
 * Creates tasks from rows in memory.
 *
 * A row is a flat object. Its own `id` (a string or an integer) is the task's id; without one it is `<split>-<index>`.
 * An environment gets its own copy, so that no episode can change another's task.
 *
 * @param splits The rows of each split, by its name.
 * @param options The private keys, and the types of the splits.
 * @returns The provider, for the contract's `tasks`; it answers synchronously.
 * @throws `InvalidTasksError` for a row that is not a task, or if two tasks have the same id; `InvalidOptionError` for
 * invalid options.
 *
 * @example
 * ```ts
 * import { tasksFromArrays } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const tasks = tasksFromArrays({
 *   train: [{ question: "1 + 1", answer: 2 }, { question: "2 + 2", answer: 4 }],
 *   test: [{ question: "3 + 3", answer: 6 }],
 * }, { private: ["answer"] });
 * const task = { id: "test-0", public: { question: "3 + 3" }, private: { answer: 6 } };
 * assert.deepEqual(await tasks.getTask("test", 0), task);
 * ```
 */
export function tasksFromArrays<Row extends object, K extends string = never>(
  splits: Readonly<Record<string, readonly Row[]>>,
  options: RowOptions<K & keyof Row> = {},
): TaskProvider<PublicRow<Row, K>, PrivateRow<Row, K>> {
  const keys = checkPrivate(options.private);
  const rows = new Map(Object.entries(splits));
  const list = toSplits([...rows.keys()], options.types);
  const places = indexRows(rows, keys);
  const rowsOf = (split: string) => {
    const found = rows.get(split);
    if (found === undefined) throw splitNotFound(split, list);
    return found;
  };
  return {
    splits: () => list,
    numTasks: (split) => rowsOf(split).length,
    getTask(split, index) {
      const row = rowsOf(split)[index];
      if (row === undefined) throw indexNotFound({ split, index });
      return toTask(copy(row), { split, index }, keys);
    },
    findTask(id) {
      const place = places.get(id);
      if (place === undefined) throw taskIdNotFound(id, places.size > MAX_COMPARED_IDS ? [] : places.keys());
      return place;
    },
  };
}

/** Maps each id to the position of its task; every row is checked once. */
function indexRows(rows: ReadonlyMap<string, readonly object[]>, keys: readonly string[]): Map<string, TaskPlace> {
  const places = new Map<string, TaskPlace>();
  for (const [split, list] of rows) {
    if (!Array.isArray(list)) {
      const state = `split "${split}" is ${nameOfValue(list)}, expected a list of rows`;
      throw new InvalidTasksError(`Cannot make tasks: ${state}`, { split });
    }
    for (const [index, row] of list.entries()) {
      const place = { split, index };
      const { id } = toTask(row, place, keys);
      const other = places.get(id);
      if (other !== undefined) {
        throw invalidRow(place, `task ${other.index} of split "${other.split}" has the same id "${id}"`);
      }
      places.set(id, place);
    }
  }
  return places;
}

/** Copies what JSON could carry; anything else, such as a function that checks an answer, is shared. */
function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)])) as T;
}
