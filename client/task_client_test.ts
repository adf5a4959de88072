import type { OpenEnvError } from "@openenv/core";
import { type AnyTaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { EnvClient } from "./env_client.ts";
import { HttpEnvClient } from "./http_env_client.ts";
import type { EnvClientOptions } from "./options.ts";
import { awaited } from "./testing_fixtures/awaited.ts";
import { serveElsewhere } from "./testing_fixtures/elsewhere.ts";
import { makeTaskEnvironment, SUMS } from "./testing_fixtures/sums_environment.ts";

type Body = (env: EnvClient, sessionCount: () => number | Promise<number>) => Promise<void>;

/** Runs a test on each way to reach an environment: in this process, over a socket, over HTTP. */
async function onEveryWay(tasks: AnyTaskProvider | undefined, body: Body, options: EnvClientOptions = {}) {
  const environment = makeTaskEnvironment(tasks);
  for (const copy of [true, false]) {
    await using env = new EnvClient(environment, { ...options, copy });
    await body(env as unknown as EnvClient, () => 0);
  }
  await using server = await serveForTest(environment, { maxSessions: 1 });
  for (const target of [server.url, server.url.replace("http", "ws")]) {
    await using env = new EnvClient(target, undefined, options);
    await body(env, () => server.app.sessionCount);
  }
  await using env = new HttpEnvClient(server.url, undefined, options);
  await body(env, () => server.app.sessionCount);
}

/** Runs a test with synchronous clients, and with one of a module, for the environment with the tasks {@linkcode SUMS}. */
async function onEveryBlockingWay(body: Body) {
  await using server = await serveElsewhere("sums_environment.ts");
  const module = import.meta.resolve("./testing_fixtures/sums_environment.ts");
  const clients = [new EnvClient(server.url), new HttpEnvClient(server.url), new EnvClient({ module })];
  for (const client of clients) {
    await using env = awaited(client.sync());
    await body(env, () => server.sessionCount());
  }
  await using env = new EnvClient({ module });
  await body(env, () => 0);
}

async function rejection(promise: Promise<unknown>): Promise<OpenEnvError> {
  const [outcome] = await Promise.allSettled([promise]);
  assert.equal(outcome.status, "rejected");
  return outcome.reason;
}

async function collect<T>(tasks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const task of tasks) all.push(task);
  return all;
}

Deno.test("EnvClient reads tasks on every way alike, with no session and without their private part", async () => {
  const all = [0, 1, 2].map((n) => ({ id: `train-${n}`, sum: `${n} + 1` }));
  const read: Body = async (env, sessionCount) => {
    assert.deepEqual(await env.splits(), [{ name: "train", type: "train" }, { name: "hard", type: "validation" }]);
    assert.deepEqual(await Promise.all([env.numTasks("train"), env.numTasks("hard")]), [3, 1]);
    assert.deepEqual(await env.task("train", 1), all[1]);
    assert.deepEqual(await env.task<{ id: string }>("hard", -1), { id: "big", sum: "99 + 1" });
    assert.deepEqual(await env.taskRange("train"), all);
    assert.deepEqual(await env.taskRange("train", -2, undefined), all.slice(-2));
    assert.deepEqual(await env.taskRange("train", 1, 2), all.slice(1, 2));
    assert.deepEqual(await env.taskRange("train", 5), []);
    assert.deepEqual(await collect(env.tasks("train")), all);
    assert.equal(await sessionCount(), 0);
  };
  await onEveryWay(SUMS, read);
  await onEveryBlockingWay(read);
});

Deno.test("EnvClient's questions about tasks fail alike on every way, and disturb no session", async () => {
  const ask: Body = async (env) => {
    await env.reset();
    const cases: readonly [call: () => Promise<unknown>, code: string, message: string, data: object][] = [
      [
        () => env.task("train", 3),
        "TASK_NOT_FOUND",
        'Cannot get task 3 of split "train": there is no task at that index',
        { missing: "index", split: "train", index: 3 },
      ],
      [
        () => env.numTasks("harder"),
        "TASK_NOT_FOUND",
        'Cannot find split "harder": there are "train", "hard"; the nearest is "hard"',
        { missing: "split", split: "harder", nearest: "hard", known: ["train", "hard"] },
      ],
      [
        () => env.task("train", 0.5),
        "VALIDATION_ERROR",
        "Cannot get task: request.index: Input should be a valid integer, got a number with a fractional part",
        {
          errors: [{
            type: "int_from_float",
            loc: ["index"],
            msg: "Input should be a valid integer, got a number with a fractional part",
            input: 0.5,
          }],
        },
      ],
      [
        () => collect(env.tasks("train", { stop: NaN })),
        "VALIDATION_ERROR",
        "Cannot get tasks: request.stop: Input should be a finite number",
        { errors: [{ type: "finite_number", loc: ["stop"], msg: "Input should be a finite number", input: null }] },
      ],
      [
        () => collect(env.tasks("train", { pageSize: 0 })),
        "INVALID_OPTION",
        "Cannot use option pageSize: 0 is not a positive integer",
        { option: "pageSize" },
      ],
    ];
    for (const [call, code, message, data] of cases) {
      const error = await rejection(call());
      assert.deepEqual([error.code, error.message, error.data], [code, message, data]);
    }
    assert.equal((await env.step({})).done, false);
  };
  await onEveryWay(SUMS, ask);
  await onEveryBlockingWay(ask);
});

Deno.test("EnvClient says that an environment has no tasks, and what a provider throws", async () => {
  await onEveryWay(undefined, async (env) => {
    const calls = [
      () => env.splits(),
      () => env.numTasks("a"),
      () => env.task("a", 0),
      () => env.taskRange("a"),
      () => collect(env.tasks("a")),
    ];
    for (const call of calls) {
      const error = await rejection(call());
      assert.equal(error.code, "TASKS_UNSUPPORTED");
      assert.match(error.message, /^Cannot answer \w+: the environment has no tasks$/);
    }
  });
  await onEveryWay({ ...SUMS, getTask: () => Promise.reject(new RangeError("no such file")) }, async (env) => {
    const error = await rejection(env.task("train", 0));
    assert.deepEqual([error.code, error.message], ["EXECUTION_ERROR", "no such file"]);
  });
});

Deno.test("EnvClient gives up a question about tasks after its time, or when it is aborted, and nothing else", async () => {
  let hangs = false;
  const slow = { ...SUMS, numTasks: (split: string) => hangs ? new Promise<number>(() => {}) : SUMS.numTasks!(split) };
  await onEveryWay(slow, async (env) => {
    hangs = false;
    await env.reset();
    hangs = true;
    const error = await rejection(env.numTasks("train", { timeoutMs: 20 }));
    assert.deepEqual([error.code, error.message], ["TIMEOUT", "Cannot count tasks: no answer within 20 ms"]);
    assert.equal((await rejection(env.numTasks("train", { timeoutMs: -1 }))).code, "INVALID_OPTION");
    const [given, kept] = [new AbortController(), env.splits()];
    const aborted = rejection(env.numTasks("train", { signal: given.signal }));
    given.abort(new RangeError("enough"));
    assert.equal((await aborted).message, "enough");
    assert.equal((await rejection(env.splits({ signal: given.signal }))).message, "enough");
    assert.equal((await kept).length, 2);
    assert.equal((await env.step({})).done, false);
  });
});

Deno.test("EnvClient.tasks() goes through 100,000 tasks, and never holds more than a page", async () => {
  const asked: [start: number, stop: number][] = [];
  const { getTask, ...many } = tasksFromGenerator({
    splits: { train: 100_000 },
    generate: ({ index }) => ({ n: index }),
  });
  const tasks: AnyTaskProvider = {
    ...many,
    getTask,
    getTaskRange(split, start, stop) {
      asked.push([start, stop]);
      return Promise.all(Array.from({ length: stop - start }, (_, index) => getTask(split, start + index)));
    },
  };
  const environment = makeTaskEnvironment(tasks);
  await using server = await serveForTest(environment);
  for (const env of [new EnvClient(environment), new EnvClient(server.url)]) {
    asked.length = 0;
    let next = 0;
    for await (const { id, n } of env.tasks("train", { pageSize: 500 })) {
      assert.deepEqual([id, n], [`train-${next}`, next]);
      assert(asked.length * 500 <= next + 500, "no page is asked for before the last one is used up");
      next++;
    }
    assert.deepEqual([next, asked.length, asked.at(-1)], [100_000, 200, [99_500, 100_000]]);
    asked.length = 0;
    for await (const { n } of env.tasks("train", { start: -3 })) if (n === 99_998) break;
    assert.deepEqual(asked, [[99_997, 100_000]]);
    await env.close();
  }
});

Deno.test("EnvClient.tasks() reads ranges by the rules of slices, also of splits without an end", async () => {
  const tasks = tasksFromGenerator({ splits: { some: 7, endless: Infinity }, generate: ({ index }) => ({ n: index }) });
  await onEveryWay(tasks, async (env) => {
    const all = Array.from({ length: 7 }, (_, n) => n);
    const read = async (split: string, options: object) =>
      (await collect(env.tasks<{ n: number }>(split, { pageSize: 3, ...options }))).map(({ n }) => n);
    for (const [start, stop] of [[0, 7], [2, undefined], [-3, -1], [-100, 100], [5, 2], [7, 9], [undefined, -6]]) {
      assert.deepEqual(await read("some", { start, stop }), all.slice(start, stop), `${start} to ${stop}`);
    }
    assert.deepEqual(await read("endless", { start: 1_000_000, stop: 1_000_004 }), [0, 1, 2, 3].map((n) => n + 1e6));
    assert.equal((await rejection(read("endless", { start: -1 }))).code, "TASKS_UNSUPPORTED");
    let count = 0;
    for await (const { n } of env.tasks("endless")) if (count++ !== n || n === 250) break;
    assert.equal(count, 251);
  });
});

Deno.test("EnvClient.close() gives up questions about tasks, and a client that is closed asks none", async () => {
  const slow = { ...SUMS, numTasks: () => new Promise<number>(() => {}) };
  await onEveryWay(slow, async (env) => {
    const waiting = rejection(env.numTasks("train"));
    await env.close();
    for (const error of [await waiting, await rejection(env.splits())]) assert.equal(error.code, "CONNECTION_CLOSED");
    await env.reconnect();
    assert.equal((await env.splits()).length, 2);
  });
});

Deno.test("EnvClient asks about tasks with its token", async () => {
  await using server = await serveForTest(makeTaskEnvironment(SUMS), { token: "secret" });
  for (const transport of ["websocket", "http"] as const) {
    await using env = new EnvClient(server.url, undefined, { token: "secret", transport });
    assert.equal(await env.numTasks("train"), 3);
    await using stranger = new EnvClient(server.url, undefined, { transport });
    assert.equal((await rejection(stranger.splits())).code, "UNAUTHORIZED");
  }
});
