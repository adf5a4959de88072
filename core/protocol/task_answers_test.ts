import { ExecutionError } from "@openenv/core";
import { type AnyTaskProvider, tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { answerTaskRequest, type TaskService } from "./task_answers.ts";
import { MemoryTaskTransport } from "../../client/transport/memory_task_transport.ts";

const SUMS = tasksFromArrays({ train: [{ sum: "1 + 1", answer: 2 }, { sum: "2 + 2", answer: 4 }], hard: [] }, {
  private: ["answer"],
});

function service(tasks: AnyTaskProvider | undefined = SUMS, more: Partial<TaskService> = {}): TaskService {
  return { tasks, name: "sums", maxBytes: 1000, timeoutMs: 1000, ...more };
}

Deno.test("answerTaskRequest() answers every question with the public parts", async () => {
  const [first, second] = ['{"id":"train-0","sum":"1 + 1"}', '{"id":"train-1","sum":"2 + 2"}'];
  const split = "train";
  assert.equal(
    await answerTaskRequest("splits", {}, service()),
    '[{"name":"train","type":"train"},{"name":"hard","type":"validation"}]',
  );
  assert.equal(await answerTaskRequest("num_tasks", { split }, service()), '{"num_tasks":2}');
  assert.equal(await answerTaskRequest("task", { split, index: -1 }, service()), `{"task":${second}}`);
  assert.equal(await answerTaskRequest("tasks", { split: "hard" }, service()), '{"tasks":[],"env_name":"sums"}');
  assert.equal(
    await answerTaskRequest("tasks", { split }, service()),
    `{"tasks":[${first},${second}],"env_name":"sums"}`,
  );
  assert.equal(await answerTaskRequest("task_range", { split, stop: 1 }, service()), `{"tasks":[${first}]}`);
});

Deno.test("answerTaskRequest() stops writing where the answer is too large", async () => {
  let written = 0;
  const large: AnyTaskProvider = {
    splits: () => ["train"],
    numTasks: () => 10_000,
    getTask: (_, index) => ({
      id: `${index}`,
      public: {
        get text() {
          written++;
          return "x".repeat(100);
        },
      },
    }),
  };
  await assert.rejects(answerTaskRequest("tasks", { split: "train" }, service(large)), {
    code: "TOO_LARGE",
    message: "Cannot list tasks: the answer has more than 1000 bytes; ask for a range of fewer",
  });
  assert(written < 100, `${written} times`);
  const wide = tasksFromArrays({ train: [{ text: "\u{1f995}".repeat(100) }] });
  await assert.rejects(answerTaskRequest("task", { split: "train", index: 0 }, service(wide, { maxBytes: 400 })), {
    code: "TOO_LARGE",
    data: { size: 435, limit: 400 },
  });
});

Deno.test("answerTaskRequest() has no more tasks made than fit into the answer, or once it is given up", async () => {
  let made = 0;
  const many: AnyTaskProvider = {
    splits: () => ["train"],
    numTasks: () => 1_000_000,
    getTask: (_, index) => Promise.resolve({ id: `${++made}`, public: { index } }),
  };
  await assert.rejects(answerTaskRequest("tasks", { split: "train" }, service(many)), { code: "TOO_LARGE" });
  assert(made <= 500, `${made} were made`);
  const controller = new AbortController();
  let ended = false;
  const slow: AnyTaskProvider = {
    ...many,
    getTask(_, index) {
      if (index === 700) controller.abort(new Error("enough"));
      ended = index >= 2000;
      return Promise.resolve({ id: `${index}`, public: {} });
    },
  };
  const given = service(slow, { signal: controller.signal, maxBytes: 1e9 });
  await assert.rejects(answerTaskRequest("task_range", { split: "train", start: 0, stop: 2500 }, given), /enough/);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
  assert(!ended, "nobody asks for the rest");
});

Deno.test("answerTaskRequest() lets others go on while many tasks are made, and ends in time", async () => {
  let made = 0;
  const many: AnyTaskProvider = {
    splits: () => ["train"],
    numTasks: () => 1_000_000,
    getTask: () => ({ id: `${++made}`, public: {} }),
  };
  const answer = answerTaskRequest("tasks", { split: "train" }, service(many, { timeoutMs: 1, maxBytes: 1e9 }));
  await assert.rejects(answer, { code: "TIMEOUT" });
  assert(made < 1_000_000, "others had their turn");
  await new Promise((resolve) => setTimeout(resolve));
});

Deno.test("answerTaskRequest() rejects with our errors as they are, and with ExecutionError for others", async () => {
  const thrown = new RangeError("no such file");
  const broken = { ...SUMS, getTask: () => Promise.reject(thrown) };
  const request = { split: "train", index: 0 };
  await assert.rejects(answerTaskRequest("task", request, service(broken)), (error: ExecutionError) => {
    assert(error instanceof ExecutionError);
    assert.deepEqual([error.message, error.cause], ["no such file", thrown]);
    return true;
  });
  await assert.rejects(answerTaskRequest("task", request, service(undefined, { tasks: undefined })), {
    code: "TASKS_UNSUPPORTED",
  });
  const slow = { ...SUMS, getTask: () => new Promise<never>(() => {}) };
  await assert.rejects(answerTaskRequest("task", request, service(slow, { timeoutMs: 5 })), {
    code: "TIMEOUT",
    message: "Cannot get task: no answer within 5 ms",
  });
});

Deno.test("MemoryTaskTransport.ask() rejects with what a server would say, and without what was thrown", async () => {
  const thrown = Object.assign(new RangeError("no such file"), { row: { answer: 2 } });
  const ask = (more: Partial<AnyTaskProvider>) =>
    new MemoryTaskTransport(service({ ...SUMS, ...more })).ask("task", { split: "train", index: 0 }, {
      timeoutMs: 1000,
    });
  await assert.rejects(ask({ getTask: () => Promise.reject(thrown) }), (error: ExecutionError) => {
    assert(error instanceof ExecutionError);
    assert.deepEqual([error.message, error.cause], ["no such file", undefined]);
    return true;
  });
  await assert.rejects(ask({ getTask: () => ({ id: "" }) as never }), {
    code: "INVALID_TASKS",
    data: { split: "train", index: 0 },
  });
});

Deno.test("MemoryTaskTransport.ask() shares nothing with the provider, and can be given up", async () => {
  const task = { id: "a", public: { list: [1] }, private: { answer: 5 } };
  const tasks: AnyTaskProvider = { splits: () => ["train"], numTasks: () => 1, getTask: () => task };
  const transport = new MemoryTaskTransport(service(tasks));
  const answer = await transport.ask("task", { split: "train", index: 0 }, { timeoutMs: 1000 }) as {
    task: { list: number[] };
  };
  assert.deepEqual(answer, { task: { id: "a", list: [1] } });
  answer.task.list.push(2);
  assert.deepEqual(task.public.list, [1]);
  const hanging = new MemoryTaskTransport(service({ ...tasks, getTask: () => new Promise(() => {}) }));
  await assert.rejects(hanging.ask("task", { split: "train", index: 0 }, { timeoutMs: 5 }), { code: "TIMEOUT" });
  const options = { timeoutMs: 1000, signal: AbortSignal.abort("enough") };
  await assert.rejects(hanging.ask("task", { split: "train", index: 0 }, options), (reason) => reason === "enough");
});
