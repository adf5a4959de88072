import assert from "node:assert/strict";
import type { MaybePromise } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { AnyTaskProvider, Task } from "./task.ts";
import { findTask, numTasksOf, splitsOf, taskAt } from "./task_calls.ts";
import { tasksFromArrays } from "./tasks_from_arrays.ts";

const LETTERS = ["a", "b", "c"];

/** A provider with the two required methods, and the given ones. */
function provider(more: Partial<AnyTaskProvider> = {}): AnyTaskProvider {
  return {
    splits: () => ["train", "hard"],
    getTask: (split, index) => letter(split, index) as Task,
    ...more,
  };
}

function letter(split: string, index: number): Task | undefined {
  const text = LETTERS[index];
  return text === undefined ? undefined : { id: `${split}-${index}`, public: { text }, private: { index } };
}

/** The same provider, with methods that return promises. */
function later(tasks: AnyTaskProvider): AnyTaskProvider {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, method]) => [name, (...args: never[]) => Promise.resolve(method(...args))]),
  ) as unknown as AnyTaskProvider;
}

/** Returns a value that must not be a promise. */
function now<T>(value: MaybePromise<T>): T {
  assert.equal(isPromiseLike(value), false, "nothing makes a promise but the provider");
  return value as T;
}

Deno.test("splitsOf() makes of a plain name what it is for", () => {
  const tasks = provider({ splits: () => ["train", "validation", "test", "hard", { name: "easy", type: "test" }] });
  assert.deepEqual(now(splitsOf(tasks)), [
    { name: "train", type: "train" },
    { name: "validation", type: "validation" },
    { name: "test", type: "test" },
    { name: "hard", type: "validation" },
    { name: "easy", type: "test" },
  ]);
});

Deno.test("splitsOf() passes an object on with all of its keys", () => {
  const split = { name: "train", type: "train", license: "MIT", sizes: [1, 2] } as const;
  assert.deepEqual(now(splitsOf(provider({ splits: () => [split] }))), [split]);
});

Deno.test("splitsOf() refuses what is no list of splits", () => {
  const wrong: [unknown, RegExp][] = [
    [undefined, /^Cannot use splits: they are undefined, expected a list$/],
    ["train", /they are a string/],
    [[], /^Cannot use splits: there is none$/],
    [["train", "train"], /^Cannot use splits: two have the name "train"$/],
    [["train", { name: "train", type: "test" }], /two have the name "train"/],
    [["train", ""], /number 1 is an empty text, expected a name or \{ name, type \}/],
    [[7], /number 0 is a number/],
    [[{ type: "train" }], /number 0 has no name/],
    [[{ name: "train" }], /"train" has a type that is none of train, validation, test/],
    [[{ name: "train", type: "dev" }], /"train" has a type/],
    [[{ name: "train", type: "train", size: NaN }], /train\.size is NaN/],
  ];
  for (const [splits, message] of wrong) {
    assert.throws(() => splitsOf(provider({ splits: () => splits as never })), { code: "INVALID_TASKS", message });
  }
});

Deno.test("numTasksOf() counts a split, and knows when there is nothing to count", () => {
  const counted = provider({ numTasks: (split) => split === "hard" ? Infinity : 3 });
  assert.equal(now(numTasksOf(counted, "train")), 3);
  const unsupported = { code: "TASKS_UNSUPPORTED", data: { method: "num_tasks" } };
  assert.throws(() => numTasksOf(counted, "hard"), unsupported);
  assert.throws(() => numTasksOf(provider(), "train"), unsupported);
  assert.throws(() => numTasksOf(undefined, "train"), {
    ...unsupported,
    message: "Cannot answer num_tasks: the environment has no tasks",
  });
});

Deno.test("numTasksOf() refuses what is no number of tasks", () => {
  for (const count of [-1, 1.5, NaN, "3", null, undefined]) {
    const tasks = provider({ numTasks: () => count as number });
    assert.throws(() => numTasksOf(tasks, "train"), {
      code: "INVALID_TASKS",
      message: /^Cannot use tasks of split "train": their number is /,
    });
  }
});

Deno.test("taskAt() gives the task and where it is", () => {
  const task = { id: "train-1", public: { text: "b" }, private: { index: 1 }, split: "train", index: 1 };
  assert.deepEqual(now(taskAt(provider(), "train", 1)), task);
  assert.deepEqual(now(taskAt(provider({ numTasks: () => 3 }), "train", -2)), task);
});

Deno.test("taskAt() throws TaskNotFoundError when the index is outside", () => {
  const counted = provider({ numTasks: () => 3 });
  for (const index of [3, -4, 1e300, 0.5, NaN, Infinity]) {
    assert.throws(() => taskAt(counted, "train", index), {
      code: "TASK_NOT_FOUND",
      data: { missing: "index", split: "train", index },
    }, String(index));
  }
  for (const index of [3, -1]) {
    assert.throws(() => taskAt(provider(), "train", index), {
      message: `Cannot get task ${index} of split "train": there is no task at that index`,
    });
  }
});

Deno.test("taskAt() throws TaskNotFoundError when there is no such split, with the nearest", () => {
  assert.throws(() => taskAt(provider(), "tran", 0), {
    code: "TASK_NOT_FOUND",
    message: 'Cannot find split "tran": there are "train", "hard"; the nearest is "train"',
    data: { missing: "split", split: "tran", nearest: "train", known: ["train", "hard"] },
  });
  assert.throws(() => taskAt(provider(), "x", 0), {
    message: 'Cannot find split "x": there are "train", "hard"',
    data: { missing: "split", split: "x", known: ["train", "hard"] },
  });
});

Deno.test("taskAt() refuses what is no task", () => {
  const wrong: [unknown, RegExp][] = [
    ["text", /it is a string, expected \{ id, public \}/],
    [[], /it is an array/],
    [{ public: {} }, /it has no id that is a text/],
    [{ id: 7, public: {} }, /it has no id/],
    [{ id: "", public: {} }, /it has no id/],
    [{ id: "a" }, /its public part is undefined, expected an object/],
    [{ id: "a", public: [1] }, /its public part is an array/],
  ];
  for (const [task, message] of wrong) {
    assert.throws(() => taskAt(provider({ getTask: () => task as Task }), "train", 0), {
      code: "INVALID_TASKS",
      message,
      data: { split: "train", index: 0 },
    });
  }
});

Deno.test("taskAt() throws what the provider throws", () => {
  const cause = new Error("the disk is full");
  const getTask = () => {
    throw cause;
  };
  assert.throws(() => taskAt(provider({ getTask }), "train", 0), cause);
});

Deno.test("findTask() understands <split>-<index> when the provider cannot find tasks by id", () => {
  const tasks = provider({ splits: () => ["train", "very-hard"] });
  assert.deepEqual(now(findTask(tasks, "train-2")).public, { text: "c" });
  assert.deepEqual(now(findTask(tasks, "very-hard-0")).split, "very-hard");
  for (const id of ["train-3", "train-02", "train", "train-", "other-0", "train-99999999999999999999", "", "-1"]) {
    assert.throws(() => findTask(tasks, id), { code: "TASK_NOT_FOUND", data: { missing: "task_id", task_id: id } }, id);
  }
});

Deno.test("findTask() goes by the provider, whose place has to have a task of that id", () => {
  const named = tasksFromArrays({ train: [{ id: "train-1" }, { id: "b" }] });
  assert.equal(now(findTask(named, "train-1")).index, 0);
  assert.equal(now(findTask(named, "b")).index, 1);
  for (const place of [undefined, null as never, { split: "train", index: 0 }, { split: "train", index: 9 }]) {
    assert.throws(() => findTask({ ...named, findTask: () => place }, "b"), { code: "TASK_NOT_FOUND" });
  }
});

Deno.test("findTask() refuses what is no place", async () => {
  const wrong: [unknown, RegExp][] = [
    [7, /^Cannot use place of task "b": it is a number, expected \{ split, index \}$/],
    [["train", 0], /it is an array/],
    [{ index: 0 }, /it has no split that is a text$/],
    [{ split: "train" }, /it has no index from 0 on$/],
    [{ split: "train", index: -1 }, /it has no index from 0 on$/],
    [{ split: "tran", index: 0 }, /there is no split "tran"$/],
  ];
  for (const [place, message] of wrong) {
    const error = { code: "INVALID_TASKS", message };
    const tasks = provider({ findTask: () => place as never });
    assert.throws(() => findTask(tasks, "b"), error);
    await assert.rejects(async () => await findTask(later(tasks), "b"), error);
  }
});

Deno.test("the task calls wait for a provider that answers with promises", async () => {
  const tasks = later(provider({ numTasks: () => 3, findTask: () => ({ split: "hard", index: 2 }) }));
  assert.deepEqual((await splitsOf(tasks)).map(({ type }) => type), ["train", "validation"]);
  assert.equal(await numTasksOf(tasks, "train"), 3);
  assert.equal((await taskAt(tasks, "train", -1)).index, 2);
  assert.equal((await findTask(tasks, "hard-2")).split, "hard");
  await assert.rejects(async () => await taskAt(tasks, "train", 3), { code: "TASK_NOT_FOUND" });
  await assert.rejects(async () => await taskAt(tasks, "x", 0), { code: "TASK_NOT_FOUND" });
  await assert.rejects(async () => await findTask(tasks, "hard-1"), { code: "TASK_NOT_FOUND" });
});
