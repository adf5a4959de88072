/**
 * Tasks across the two implementations: our client asks the reference's servers, of each generation, and the one client
 * of the package that asks for tasks asks ours.
 */

import { EnvClient } from "@openenv/client";
import { defineEnvironment, TaskNotFoundError, TasksUnsupportedError } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../../server/serve_for_test.ts";
import { OPENENV_VERSIONS, runPython, startPythonServer } from "./python.ts";
import { rejection } from "./rejection.ts";

const TRAIN = ["train-0", "train-1", "train-2"].map((id) => ({ id }));

for (const version of Object.values(OPENENV_VERSIONS)) {
  Deno.test(`our client reads the tasks of a server of ${version}`, async () => {
    await using server = await startPythonServer("task_server.py", ["--capacity", "1"], { version });
    for (const transport of ["websocket", "http"] as const) {
      await using env = new EnvClient(server.url, undefined, { transport });
      if (version === OPENENV_VERSIONS.oldest) await checkWithoutRoutes(env);
      else await checkTasks(env);
    }
  });
}

Deno.test("our client reads tasks of any form, and says that there are none", async () => {
  {
    await using server = await startPythonServer("task_server.py", ["--odd"]);
    await using env = new EnvClient(server.url);
    assert.deepEqual(await env.splits(), [
      { name: "test", type: "test", note: "an object is passed on" },
      { name: "7", type: "validation" },
    ]);
    const tasks = [5, null, "text", [1, { a: null }], { id: 7 }];
    assert.deepEqual(await env.taskRange<unknown>("test"), tasks);
    assert.deepEqual(await Array.fromAsync(env.tasks<unknown>("test", { pageSize: 2 })), tasks);
    assert.equal(await env.task<string>("test", 2), "text");
    assert.equal(await env.numTasks("7"), 0);
  }
  await using server = await startPythonServer("note_server.py");
  await using env = new EnvClient(server.url);
  const calls = [
    ["list_splits", () => env.splits()],
    ["num_tasks", () => env.numTasks("train")],
    ["get_task", () => env.task("train", 0)],
    ["get_task_range", () => env.tasks("train").next()],
  ] as const;
  for (const [method, call] of calls) {
    const error = await rejection(call());
    assert(error instanceof TasksUnsupportedError, String(error));
    assert.deepEqual(error.data, { method });
  }
});

Deno.test("the client of the package that asks for tasks asks our server", async () => {
  const tasks = tasksFromArrays({
    train: ["one", "two"].map((task_name, index) => ({
      ...{ index, task_id: `train-${index}`, task_name, dataset: "numbers", instruction: `Say ${task_name}.` },
      solution: "secret",
    })),
  }, { private: ["solution"] });
  const environment = defineEnvironment({ name: "Harbor_env", action: z.object({}), observation: z.object({}), tasks })
    .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  await using server = await serveForTest(environment);
  const { lines } = await runPython("harbor_tasks.py", [server.url]);
  const two = { index: 1, task_id: "train-1", task_name: "two", dataset: "numbers", instruction: "Say two." };
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    [{ name: "train", type: "train" }],
    2,
    two,
    [two],
    [400, "Invalid task index"],
  ]);
});

async function checkTasks(env: EnvClient): Promise<void> {
  assert.deepEqual(await env.splits(), [{ name: "train", type: "train" }, { name: "hard", type: "validation" }]);
  assert.deepEqual(await Promise.all([env.numTasks("train"), env.numTasks("hard")]), [3, 3]);
  assert.deepEqual(await env.task("train", -1), TRAIN[2]);
  assert.deepEqual(await env.taskRange("train", 1, 2), [TRAIN[1]]);
  assert.deepEqual(await env.taskRange("train", -2), TRAIN.slice(1));
  for (const pageSize of [1, 2, 3, 100]) {
    assert.deepEqual(await Array.fromAsync(env.tasks("train", { pageSize })), TRAIN);
  }
  const outside = await rejection(env.task("train", 9));
  assert(outside instanceof TaskNotFoundError, String(outside));
  assert.deepEqual(outside.data, { missing: "index", split: "train", index: 9 });
  assert.equal((await rejection(env.numTasks("nope"))).code, "EXECUTION_ERROR");
}

async function checkWithoutRoutes(env: EnvClient): Promise<void> {
  const error = await rejection(env.splits());
  assert(error instanceof TasksUnsupportedError, String(error));
  assert.match(error.message, /GET \/list_environments is not there/);
}
