import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { AnyTaskProvider, Task } from "./task.ts";
import { taskPieces, taskRangeOf, taskRangePieces, tasksOf } from "./task_range.ts";

function makeTask(split: string, index: number): Task {
  return { id: `${split}-${index}`, public: { index } };
}

/** A provider with a number of tasks, and optionally a count, a range and a list of its own. */
function provider(size: number, has: { count?: boolean; range?: boolean; list?: boolean; later?: boolean }) {
  const answer = <T>(value: T) => has.later ? Promise.resolve(value) : value;
  const all = Array.from({ length: size }, (_, index) => makeTask("train", index));
  return {
    splits: () => answer(["train"]),
    getTask: (_: string, index: number) => answer(all[index] as Task),
    ...(has.count && { numTasks: () => answer(size) }),
    ...(has.range && { getTaskRange: (_: string, start: number, stop: number) => answer(all.slice(start, stop)) }),
    ...(has.list && { listTasks: () => answer(all) }),
  } as AnyTaskProvider;
}

const end = fc.option(fc.integer({ min: -12, max: 12 }), { nil: null });

Deno.test("taskRangeOf() is a slice as Python's, whatever the provider offers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(9),
      fc.record({ range: fc.boolean(), list: fc.boolean(), later: fc.boolean() }),
      end,
      end,
      async (size, has, start, stop) => {
        const expected = Array.from({ length: size }, (_, index) => index).slice(start ?? undefined, stop ?? undefined);
        const range = await taskRangeOf(provider(size, { ...has, count: true }), "train", start, stop);
        assert.deepEqual(range.map(({ index }) => index), expected);
        assert.deepEqual(range.map(({ id }) => id), expected.map((index) => `train-${index}`));
      },
    ),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("taskRangeOf() takes a range without ends beyond what is known when nobody counts", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(9), fc.boolean(), fc.boolean(), fc.nat(12), fc.nat(12), async (...args) => {
      const [size, range, later, start, stop] = args;
      const expected = Array.from({ length: size }, (_, index) => index).slice(start, stop);
      const found = await taskRangeOf(provider(size, { range, later }), "train", start, stop);
      assert.deepEqual(found.map(({ index }) => index), expected);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("taskRangePieces() and taskPieces() have the same tasks, at most 500 in a piece", async () => {
  const kinds = [{ count: true }, { count: true, range: true, later: true }, { list: true }, { later: true }];
  for (const has of kinds) {
    const tasks = provider(1234, has);
    for (const [start, stop] of [[0, 1234], [3, 1003], [1000, 5000], [7, 7], [9, 3], [-600, null], [null, -1]]) {
      if (!("count" in has || "list" in has) && !((start ?? 0) >= 0 && (stop ?? -1) >= 0)) continue;
      const pieces = await Array.fromAsync(taskRangePieces(tasks, "train", start, stop));
      assert.deepEqual(pieces.flat(), await taskRangeOf(tasks, "train", start, stop), `${start} to ${stop}`);
      if (!("list" in has)) assert.ok(pieces.every(({ length }) => length <= 500));
    }
    if (!("count" in has || "list" in has)) continue;
    assert.deepEqual((await Array.fromAsync(taskPieces(tasks, "train"))).flat(), await tasksOf(tasks, "train"));
  }
  const endless: AnyTaskProvider = { splits: () => ["train"], getTask: makeTask };
  const wrong: [() => AsyncGenerator, string][] = [
    [() => taskPieces(endless, "train"), "TASKS_UNSUPPORTED"],
    [() => taskPieces(undefined, "train"), "TASKS_UNSUPPORTED"],
    [() => taskPieces({ ...endless, numTasks: () => 2 ** 40 }, "train"), "TOO_LARGE"],
    [() => taskRangePieces(endless, "train"), "TASKS_UNSUPPORTED"],
    [() => taskRangePieces(endless, "train", 0, 1_000_001), "TOO_LARGE"],
    [() => taskRangePieces(endless, "tran", 0, 1), "TASK_NOT_FOUND"],
  ];
  for (const [ask, code] of wrong) await assert.rejects(async () => await ask().next(), { code });
});

Deno.test("taskRangeOf() needs the list of all tasks for an open end that nobody has counted", async () => {
  for (const [start, stop] of [[], [2], [null, -1], [-2, 9]]) {
    const error = { code: "TASKS_UNSUPPORTED", data: { method: "get_task_range" } };
    assert.throws(() => taskRangeOf(provider(5, {}), "train", start, stop), error);
  }
  const listed = await taskRangeOf(provider(5, { list: true }), "train", -2);
  assert.deepEqual(listed.map(({ index }) => index), [3, 4]);
  assert.throws(() => taskRangeOf(undefined, "train"), { code: "TASKS_UNSUPPORTED" });
});

Deno.test("taskRangeOf() refuses a range that is more than one call returns", () => {
  const endless: AnyTaskProvider = { splits: () => ["train"], getTask: makeTask };
  assert.throws(() => taskRangeOf(endless, "train", 5, 1_000_006), {
    code: "TOO_LARGE",
    data: { size: 1_000_001, limit: 1_000_000 },
  });
  assert.throws(() => tasksOf({ ...endless, numTasks: () => 2 ** 40 }, "train"), { code: "TOO_LARGE" });
});

Deno.test("taskRangeOf() refuses what is not the range", () => {
  const tasks = provider(5, { count: true });
  const wrong: [unknown, RegExp][] = [
    [undefined, /the provider returned undefined, expected a list/],
    [[makeTask("train", 0)], /the provider returned 1 for the range from 0 to 2/],
    [[0, 1, 2].map((index) => makeTask("train", index)), /returned 3 for the range from 0 to 2/],
    [[{ id: "a" }, { id: "b" }], /Cannot use task 0 of split "train": its public part is undefined/],
  ];
  for (const [range, message] of wrong) {
    assert.throws(() => taskRangeOf({ ...tasks, getTaskRange: () => range as Task[] }, "train", 0, 2), {
      code: "INVALID_TASKS",
      message,
    });
  }
});

Deno.test("taskRangeOf() says so when a task is missing that was counted", () => {
  const tasks = { ...provider(3, {}), numTasks: () => 5 };
  assert.throws(() => taskRangeOf(tasks, "train"), { data: { missing: "index", split: "train", index: 3 } });
});

Deno.test("taskRangeOf() throws TaskNotFoundError when there is no such split", () => {
  assert.throws(() => taskRangeOf(provider(3, {}), "tran", 0, 1), { code: "TASK_NOT_FOUND", message: /"train"/ });
  assert.throws(() => taskRangeOf(provider(3, { count: true }), "tran"), { code: "TASK_NOT_FOUND" });
});

Deno.test("tasksOf() refuses a list that is none, or is not as long as was counted", () => {
  const listing = (list: unknown) => ({ ...provider(3, {}), listTasks: () => list as Task[] });
  for (const ask of [() => tasksOf(listing(undefined), "train"), () => taskRangeOf(listing(undefined), "train", -1)]) {
    assert.throws(ask, { code: "INVALID_TASKS", message: /the provider returned undefined, expected a list$/ });
  }
  assert.throws(() => tasksOf({ ...listing([makeTask("train", 0)]), numTasks: () => 3 }, "train"), {
    code: "INVALID_TASKS",
    message: 'Cannot list tasks of split "train": the provider returned 1 for all 3',
  });
});

Deno.test("tasksOf() gives all tasks, from the list or the count", async () => {
  for (const has of [{ count: true }, { list: true }, { count: true, list: true }, { count: true, later: true }]) {
    const tasks = await tasksOf(provider(3, has), "train");
    assert.deepEqual(tasks.map(({ id, index }) => [id, index]), [["train-0", 0], ["train-1", 1], ["train-2", 2]]);
  }
  assert.throws(() => tasksOf(provider(3, { range: true }), "train"), {
    code: "TASKS_UNSUPPORTED",
    data: { method: "list_tasks" },
  });
});
