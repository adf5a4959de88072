import assert from "node:assert/strict";
import type { Task } from "./task.ts";
import { taskAt } from "./task_calls.ts";
import { tasksFromArrays } from "./tasks_from_arrays.ts";

const ROWS = [{ question: "1 + 1", answer: 2 }, { question: "2 + 2", answer: 4 }];

Deno.test("tasksFromArrays() makes tasks of rows, synchronously", () => {
  const tasks = tasksFromArrays({ train: ROWS, hard: [{ question: "8 * 8", answer: 64 }] }, { private: ["answer"] });
  assert.deepEqual(tasks.splits(), [{ name: "train", type: "train" }, { name: "hard", type: "validation" }]);
  assert.equal(tasks.numTasks!("train"), 2);
  assert.deepEqual(tasks.getTask("hard", 0), {
    id: "hard-0",
    public: { question: "8 * 8" },
    private: { answer: 64 },
  });
});

Deno.test("tasksFromArrays() types both parts", () => {
  const tasks = tasksFromArrays({ train: ROWS }, { private: ["answer"] });
  const task = tasks.getTask("train", 0) as Task<{ question: string }, { answer: number }>;
  const typed: Awaited<ReturnType<typeof tasks.getTask>> = task;
  const [question, answer]: [string, number | undefined] = [typed.public.question, typed.private?.answer];
  assert.deepEqual([question, answer], ["1 + 1", 2]);
  // @ts-expect-error: the private part is not public
  assert.equal(typed.public.answer, undefined);
  // @ts-expect-error: there is no such key
  assert.throws(() => tasksFromArrays({ train: ROWS }, { private: ["anwser"] }), { code: "INVALID_TASKS" });
});

Deno.test("tasksFromArrays() takes the types of splits", () => {
  const tasks = tasksFromArrays({ easy: ROWS, hard: ROWS }, { types: { easy: "train" } });
  assert.deepEqual(tasks.splits(), [{ name: "easy", type: "train" }, { name: "hard", type: "validation" }]);
  for (const types of [{ esy: "train" }, { easy: "dev" }]) {
    assert.throws(() => tasksFromArrays({ easy: ROWS }, { types: types as never }), { code: "INVALID_OPTION" });
  }
});

Deno.test("tasksFromArrays() takes the row's own id, which is not in the public part", () => {
  const tasks = tasksFromArrays({ train: [{ id: "a", n: 1 }, { id: 7, n: 2 }, { n: 3 }] });
  assert.deepEqual([0, 1, 2].map((index) => tasks.getTask("train", index)), [
    { id: "a", public: { n: 1 } },
    { id: "7", public: { n: 2 } },
    { id: "train-2", public: { n: 3 } },
  ]);
  assert.deepEqual(tasks.findTask!("7"), { split: "train", index: 1 });
});

Deno.test("tasksFromArrays() refuses two tasks of one id, whatever their splits", () => {
  assert.throws(() => tasksFromArrays({ train: [{ id: "a" }], test: [{ id: "b" }, { id: "a" }] }), {
    code: "INVALID_TASKS",
    message: 'Cannot use row 1 of split "test": task 0 of split "train" has the same id "a"',
    data: { split: "test", index: 1 },
  });
  assert.throws(() => tasksFromArrays({ train: [{ id: "train-1" }, {}] }), { message: /the same id "train-1"/ });
});

Deno.test("tasksFromArrays() refuses rows that are none", () => {
  const wrong: [unknown, RegExp][] = [
    [{ train: 7 }, /split "train" is a number, expected a list of rows/],
    [{ train: [7] }, /row 0 of split "train": it is a number, expected an object/],
    [{ train: [{}, []] }, /row 1 of split "train": it is an array/],
    [{ train: [{ id: "" }] }, /its id is empty, expected a text or an integer/],
    [{ train: [{ id: 0.5 }] }, /its id is a number/],
    [{ train: [{ id: null }] }, /its id is null/],
    [{}, /^Cannot use splits: there is none$/],
    [{ train: [], "": [] }, /^Cannot use splits: one has an empty name$/],
  ];
  for (const [splits, message] of wrong) {
    assert.throws(() => tasksFromArrays(splits as never), { code: "INVALID_TASKS", message });
  }
});

Deno.test("tasksFromArrays() refuses a row that lacks a private key, so that no misspelled key gives an answer away", () => {
  const rows = [{ question: "1 + 1", anwser: 2 }];
  assert.throws(() => tasksFromArrays<Record<string, unknown>, string>({ train: rows }, { private: ["answer"] }), {
    code: "INVALID_TASKS",
    message: 'Cannot use row 0 of split "train": it lacks the private key "answer" (it has "anwser"); ' +
      "null stands for one that a row does without",
  });
});

Deno.test("tasksFromArrays() refuses a list of private keys that is none", () => {
  for (const keys of ["answer", [7], ["id"]]) {
    assert.throws(() => tasksFromArrays({ train: [] }, { private: keys as never }), { code: "INVALID_OPTION" });
  }
});

Deno.test("tasksFromArrays() gives each caller a copy, and shares what is no data", () => {
  const check = () => true;
  const tasks = tasksFromArrays({ train: [{ cards: [[1], [2]], check }] }, { private: ["check"] });
  const [one, other] = [tasks.getTask("train", 0), tasks.getTask("train", 0)] as Task<{ cards: number[][] }>[];
  one!.public.cards[0]!.push(9);
  one!.public.cards.pop();
  assert.deepEqual(other!.public.cards, [[1], [2]]);
  assert.equal((one as Task<object, { check: unknown }>).private!.check, check);
});

Deno.test("tasksFromArrays() carries keys of any name", () => {
  const row = JSON.parse('{"__proto__":{"x":1},"constructor":2,"answer":3}');
  const task = tasksFromArrays({ train: [row] }, { private: ["__proto__"] }).getTask("train", 0) as Task;
  assert.equal(JSON.stringify(task.public), '{"constructor":2,"answer":3}');
  assert.equal(JSON.stringify(task.private), '{"__proto__":{"x":1}}');
  assert.equal(Object.getPrototypeOf(task.private), Object.prototype);
});

Deno.test("tasksFromArrays() names the nearest of what is not there", () => {
  const tasks = tasksFromArrays({ train: [{ id: "sum-of-two" }] });
  assert.throws(() => tasks.getTask("tran", 0), { message: /nearest is "train"/ });
  assert.throws(() => tasks.getTask("train", 1), { data: { missing: "index", split: "train", index: 1 } });
  assert.throws(() => tasks.findTask!("sum-of-tow"), {
    data: { missing: "task_id", task_id: "sum-of-tow", nearest: "sum-of-two", known: ["sum-of-two"] },
  });
  assert.throws(() => taskAt(tasks, "constructor", 0), { code: "TASK_NOT_FOUND" });
});
