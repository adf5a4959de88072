import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { Task } from "./task.ts";
import { findTask, numTasksOf, taskAt } from "./task_calls.ts";
import { taskRangeOf } from "./task_range.ts";
import { type GeneratorContext, type GeneratorOptions, tasksFromGenerator } from "./tasks_from_generator.ts";

interface Sum {
  readonly a: number;
  readonly b: number;
  readonly sum: number;
}

function makeSum({ random }: GeneratorContext): Sum {
  const [a, b] = [random.int(0, 1e9), random.int(0, 1e9)];
  return { a, b, sum: a + b };
}

function sums(options: Partial<GeneratorOptions<Sum>> = {}) {
  return tasksFromGenerator<Sum, "sum">({
    splits: { train: 100_000, test: 100, endless: Infinity },
    generate: makeSum,
    private: ["sum"],
    ...options as object,
  });
}

Deno.test("tasksFromGenerator() makes each task of seed, split and index alone, in any order", () => {
  const place = fc.tuple(fc.constantFrom("train", "test", "endless"), fc.nat(99));
  fc.assert(
    fc.property(fc.array(place, { minLength: 1 }), fc.maxSafeInteger(), (places, seed) => {
      const tasks = sums({ seed });
      const forward = places.map(([split, index]) => tasks.getTask(split, index));
      const fresh = sums({ seed });
      const backward = places.toReversed().map(([split, index]) => fresh.getTask(split, index)).toReversed();
      assert.deepEqual(forward, backward);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("tasksFromGenerator() makes other tasks of another seed, split or index", () => {
  const drawn = new Set<unknown>();
  for (const seed of [0, 1, -1]) {
    for (const split of ["train", "test"]) {
      for (let index = 0; index < 100; index++) {
        drawn.add((sums({ seed }).getTask(split, index) as Task<Sum>).public.a);
      }
    }
  }
  assert.equal(drawn.size, 600);
});

Deno.test("tasksFromGenerator() gives the same tasks on every machine", () => {
  assert.deepEqual(sums().getTask("train", 99_999), {
    id: "train-99999",
    public: { a: 394775061, b: 33856548 },
    private: { sum: 428631609 },
  });
});

Deno.test("tasksFromGenerator() types both parts, of a promise too", async () => {
  const tasks = tasksFromGenerator({
    splits: { train: 3 },
    generate: async ({ random, split, index }) =>
      await Promise.resolve({ name: `${split} ${index}`, n: random.uint32() }),
    private: ["n"],
  });
  const task = await tasks.getTask("train", 2);
  const [name, n]: [string, number | undefined] = [task.public.name, task.private?.n];
  assert.equal(name, "train 2");
  assert.equal(typeof n, "number");
  // @ts-expect-error: the private part is not public
  assert.equal(task.public.n, undefined);
});

Deno.test("tasksFromGenerator() knows the end of a split, if it has one", async () => {
  const tasks = sums();
  assert.equal(await numTasksOf(tasks, "train"), 100_000);
  assert.throws(() => numTasksOf(tasks, "endless"), { code: "TASKS_UNSUPPORTED" });
  assert.throws(() => taskAt(tasks, "test", 100), { code: "TASK_NOT_FOUND" });
  assert.throws(() => tasks.getTask("tst", 0), { code: "TASK_NOT_FOUND", message: /"test"/ });
  for (const index of [-1, 0.5, 2 ** 53]) {
    assert.throws(() => tasks.getTask("endless", index), {
      data: { missing: "index", split: "endless", index },
    });
  }
  const range = await taskRangeOf(tasks, "endless", 1e12, 1e12 + 3);
  assert.deepEqual(range.map(({ index }) => index - 1e12), [0, 1, 2]);
  assert.equal((await findTask(tasks, "endless-123456789")).index, 123_456_789);
});

Deno.test("tasksFromGenerator() refuses options and rows that cannot be used", () => {
  const wrong: [object, string][] = [
    [{ splits: { train: -1 } }, "splits"],
    [{ splits: { train: 1.5 } }, "splits"],
    [{ splits: { train: NaN } }, "splits"],
    [{ seed: 0.5 }, "seed"],
    [{ generate: 7 }, "generate"],
    [{ private: "sum" }, "private"],
    [{ types: { trian: "train" } }, "types"],
  ];
  for (const [options, option] of wrong) {
    assert.throws(() => sums(options), { code: "INVALID_OPTION", data: { option } });
  }
  assert.throws(() => sums({ splits: {} }), { code: "INVALID_TASKS" });
  const broken = sums({ generate: () => "text" as never });
  assert.throws(() => broken.getTask("train", 5), { code: "INVALID_TASKS", data: { split: "train", index: 5 } });
});
