import assert from "node:assert/strict";
import { z } from "zod";
import { findTask, numTasksOf, taskAt } from "../task_calls.ts";
import type { InvalidTasksError } from "../../errors/task_errors.ts";
import { taskRangeOf } from "../task_range.ts";
import { tasksFromJsonl } from "./tasks_from_jsonl.ts";

/** Writes a file for the duration of a test. */
async function withFile(text: string | Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_jsonl_" });
  try {
    const path = `${folder}/tasks.jsonl`;
    await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
    await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns a URL that contains its own text. */
function inUrl(text: string): URL {
  return new URL(`data:application/jsonl,${encodeURIComponent(text)}`);
}

const SUMS = '{"question":"1 + 1","answer":2}\n{"id":"two","question":"2 + 2","answer":4}\n';

Deno.test("tasksFromJsonl() makes a task of each line of a file", async () => {
  await withFile(SUMS, async (path) => {
    for (const location of [path, new URL(`file://${path}`), `file://${path}`]) {
      const tasks = tasksFromJsonl({ train: location }, { private: ["answer"] });
      assert.deepEqual(tasks.splits(), [{ name: "train", type: "train" }]);
      assert.equal(await numTasksOf(tasks, "train"), 2);
      const range = await taskRangeOf(tasks, "train");
      assert.deepEqual(range, [
        { id: "train-0", public: { question: "1 + 1" }, private: { answer: 2 }, split: "train", index: 0 },
        { id: "two", public: { question: "2 + 2" }, private: { answer: 4 }, split: "train", index: 1 },
      ]);
      assert.deepEqual(await taskAt(tasks, "train", -1), range[1]);
    }
  });
});

Deno.test("tasksFromJsonl() fetches what is no file, once", async () => {
  const tasks = tasksFromJsonl({ test: inUrl(SUMS) });
  assert.deepEqual((await taskAt(tasks, "test", 0)).public, { question: "1 + 1", answer: 2 });
  const real = globalThis.fetch;
  let fetched = 0;
  globalThis.fetch = () => {
    fetched++;
    return Promise.resolve(new Response(fetched === 1 ? "gone" : SUMS, { status: fetched === 1 ? 404 : 200 }));
  };
  try {
    const remote = tasksFromJsonl({ test: "https://example.com/test.jsonl" });
    await assert.rejects(async () => await numTasksOf(remote, "test"), {
      code: "INVALID_TASKS",
      message: "Cannot read https://example.com/test.jsonl: it answered 404",
      data: { split: "test", file: "https://example.com/test.jsonl" },
    });
    assert.equal(await numTasksOf(remote, "test"), 2, "a failure is not kept");
    assert.equal((await taskAt(remote, "test", 1)).id, "two");
    assert.equal(fetched, 2);
  } finally {
    globalThis.fetch = real;
  }
});

Deno.test("tasksFromJsonl() skips blank lines and a byte order mark, and needs no last line end", async () => {
  const tasks = tasksFromJsonl({ train: inUrl('\ufeff\r\n{"n":1}\r\n\n \t\n{"n":2}\r\n{"n":"ü\\n"}') });
  const range = await taskRangeOf(tasks, "train");
  assert.deepEqual(range.map((task) => task.public), [{ n: 1 }, { n: 2 }, { n: "ü\n" }]);
  assert.equal(await numTasksOf(tasksFromJsonl({ train: inUrl("\n") }), "train"), 0);
});

Deno.test("tasksFromJsonl() names file and line of a line that is broken, and reads the others", async () => {
  const broken: [string, RegExp][] = [
    ['{"n":', /line 3 of data:application\/jsonl: it is no JSON$/],
    ['{"n":1}{"n":2}', /line 3 of data:.*: it is no JSON at position 7$/],
    ["[1]", /line 3 of data:.*: it is an array, expected an object$/],
    ["7", /it is a number/],
    ['{"id":[],"answer":1}', /its id is an array/],
    ['{"answr":1}', /it lacks the private key "answer" \(it has "answr"\)/],
  ];
  for (const [line, message] of broken) {
    const file = inUrl(`\n{"answer":0}\n${line}\n{"answer":2}\n`);
    const tasks = tasksFromJsonl({ train: file }, { private: ["answer"] });
    const error = {
      code: "INVALID_TASKS",
      message,
      data: { split: "train", index: 1, line: 3, file: "data:application/jsonl" },
    };
    await assert.rejects(async () => await taskAt(tasks, "train", 1), error, line);
    await assert.rejects(async () => await taskRangeOf(tasks, "train"), error);
    await assert.rejects(async () => await findTask(tasks, "two"), error);
    assert.deepEqual((await taskAt(tasks, "train", 2)).private, { answer: 2 });
  }
});

Deno.test("tasksFromJsonl() refuses bytes that are no UTF-8", async () => {
  await withFile(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), async (path) => {
    await assert.rejects(async () => await taskAt(tasksFromJsonl({ train: path }), "train", 0), {
      code: "INVALID_TASKS",
      data: { split: "train", index: 0, line: 1, file: path },
    });
  });
});

Deno.test("tasksFromJsonl() says so when a file is not there, and when it has changed", async () => {
  await withFile(SUMS, async (path) => {
    const missing = tasksFromJsonl({ train: `${path}.gone` });
    await assert.rejects(async () => await numTasksOf(missing, "train"), {
      code: "INVALID_TASKS",
      message: /^Cannot read .*tasks\.jsonl\.gone: .*/,
    });
    await Deno.copyFile(path, `${path}.gone`);
    assert.equal(await numTasksOf(missing, "train"), 2, "a failure is not kept");

    const tasks = tasksFromJsonl({ train: path });
    assert.equal(await numTasksOf(tasks, "train"), 2);
    await Deno.writeTextFile(path, '{"question":"3 + 3","answer":6}\n', { append: true });
    await assert.rejects(async () => await taskAt(tasks, "train", 0), {
      code: "INVALID_TASKS",
      message: `Cannot read ${path}: it has changed since it was first read`,
    });
  });
});

Deno.test("tasksFromJsonl() finds tasks by id, over all splits", async () => {
  const tasks = tasksFromJsonl({ train: inUrl(SUMS), test: inUrl('{"n":1}\n{"id":9,"n":2}\n') });
  for (const [id, split, index] of [["two", "train", 1], ["train-0", "train", 0], ["9", "test", 1]] as const) {
    const task = await findTask(tasks, id);
    assert.deepEqual([task.id, task.split, task.index], [id, split, index]);
  }
  await assert.rejects(async () => await findTask(tasks, "train-1"), { code: "TASK_NOT_FOUND" }, "it has another id");
  const twice = tasksFromJsonl({ train: inUrl('{"id":"a"}\n{"id":"b"}\n{"id":"a"}\n') });
  await assert.rejects(async () => await findTask(twice, "a"), {
    code: "INVALID_TASKS",
    message: 'Cannot use row 2 of split "train": task 0 of split "train" has the same id "a"',
  });
});

Deno.test("tasksFromJsonl() finds no task by an id that two files have", async () => {
  const tasks = tasksFromJsonl({ train: inUrl('{"id":0,"n":1}\n'), test: inUrl('{"n":2}\n{"id":0,"n":3}\n') });
  await assert.rejects(async () => await findTask(tasks, "0"), {
    code: "INVALID_TASKS",
    message: 'Cannot use row 1 of split "test": task 0 of split "train" has the same id "0"',
    data: { split: "test", index: 1 },
  });
});

Deno.test("what tasksFromJsonl() throws quotes nothing private", async () => {
  const schema = (issues: unknown) => ({ "~standard": { version: 1, vendor: "x", validate: () => issues } });
  const quote = 'it has "hidden" in it';
  const throwing = {
    "~standard": {
      validate() {
        throw new Error(quote);
      },
    },
  };
  const cases: [line: string, row: unknown, state: RegExp][] = [
    ['{"n":1,"answer":hidden}', undefined, /it is no JSON$/],
    ['{"n":1,"answer":"hidden" 1}', undefined, /it is no JSON at position 25$/],
    ['"hidden"', undefined, /it is a string, expected an object$/],
    [
      '{"n":1,"answer":"hidden"}',
      schema({ issues: [{ path: ["answer", 0], message: quote }] }),
      /answer\.0: the schema/,
    ],
    ['{"n":1,"answer":"hidden"}', schema({ issues: [{ message: quote }] }), /Cannot take row: the schema refuses it/],
    ['{"n":1,"answer":"hidden"}', throwing, /Cannot take row: the schema throws/],
  ];
  for (const [line, row, state] of cases) {
    const tasks = tasksFromJsonl({ train: inUrl(line) }, { private: ["answer" as never], row: row as never });
    await assert.rejects(async () => await taskAt(tasks, "train", 0), (error: InvalidTasksError) => {
      assert.match(error.message, state);
      assert.doesNotMatch(Deno.inspect(error), /hidden/, line);
      return true;
    });
  }
  const open = tasksFromJsonl({ train: inUrl('{"n":1}') }, { row: schema({ issues: [{ message: "no n" }] }) as never });
  await assert.rejects(async () => await taskAt(open, "train", 0), { message: /Cannot take row: no n$/ });
});

Deno.test("tasksFromJsonl() names a URL without what is secret in it", async () => {
  const tasks = tasksFromJsonl({ train: "https://me:hidden@example.com/train.jsonl?signature=hidden" });
  const real = globalThis.fetch;
  globalThis.fetch = (url) =>
    Promise.reject(new TypeError(`Cannot connect to ${String(url).replace("me:hidden@", "")}`));
  try {
    await assert.rejects(async () => await numTasksOf(tasks, "train"), {
      message: "Cannot read https://example.com/train.jsonl: Cannot connect to https://example.com/train.jsonl",
      data: { split: "train", file: "https://example.com/train.jsonl" },
    });
  } finally {
    globalThis.fetch = real;
  }
});

Deno.test("tasksFromJsonl() names what opens and cannot be read", async () => {
  const folder = await Deno.makeTempDir({ prefix: "openenv_jsonl_" });
  try {
    await assert.rejects(async () => await numTasksOf(tasksFromJsonl({ train: folder }), "train"), {
      code: "INVALID_TASKS",
      data: { split: "train", file: folder },
    });
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("tasksFromJsonl() checks and types each line with a schema", async () => {
  const row = z.object({ question: z.string(), answer: z.int(), hint: z.string().default("none") });
  const tasks = tasksFromJsonl(
    { train: inUrl('{"id":"a","question":"1 + 1","answer":2,"notes":"x"}\n{"question":1}') },
    {
      row,
      private: ["answer"],
    },
  );
  const task = await taskAt(tasks, "train", 0);
  const [question, answer]: [string, number | undefined] = [task.public.question, task.private?.answer];
  assert.deepEqual([task.id, question, answer], ["a", "1 + 1", 2]);
  assert.deepEqual(task.public, { question: "1 + 1", hint: "none" }, "what is not declared is not public");
  // @ts-expect-error: the private part is not public
  assert.equal(task.public.answer, undefined);
  await assert.rejects(async () => await taskAt(tasks, "train", 1), {
    code: "INVALID_TASKS",
    message: /^Cannot read line 2 of data:.*question: Invalid input/,
  });
});

Deno.test("tasksFromJsonl() throws for splits and indexes that are not there", async () => {
  const tasks = tasksFromJsonl({ train: inUrl(SUMS) });
  assert.throws(() => tasks.numTasks!("tran"), { code: "TASK_NOT_FOUND", message: /"train"/ });
  for (const index of [2, -1]) {
    await assert.rejects(async () => await tasks.getTask("train", index), {
      data: { missing: "index", split: "train", index },
    });
  }
  for (const options of [{ private: ["id"] }, { types: { tran: "train" } }]) {
    assert.throws(() => tasksFromJsonl({ train: "x" }, options as never), { code: "INVALID_OPTION" });
  }
  assert.throws(() => tasksFromJsonl({ train: 7 as never }), { code: "INVALID_OPTION", data: { option: "splits" } });
});
