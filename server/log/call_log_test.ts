import { defineEnvironment, type EpisodeContext } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import { FunctionRubric } from "@openenv/core/rubrics";
import { DEFAULT_SESSION_LIMITS, InlineHost, Session } from "@openenv/core/session";
import { tasksFromJsonl } from "@openenv/core/tasks/jsonl";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../app.ts";
import type { AppOptions } from "../options.ts";
import { CallLog } from "./call_log.ts";
import type { LogFields, Logger, LogLevel } from "./logger.ts";

type Entry = readonly [level: LogLevel, message: string, fields: LogFields];

function collect(): Logger & { readonly entries: Entry[] } {
  const entries: Entry[] = [];
  const at = (level: LogLevel): Logger["info"] => (message, fields = {}) => void entries.push([level, message, fields]);
  return { entries, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const contract = {
  name: "guess",
  action: z.object({ n: z.int().optional() }),
  observation: z.object({}),
  state: z.object({}),
};
const result = { observation: {} };
const calm = { reset: () => result, step: () => ({ ...result, reward: 0.5 }), state: () => ({}) };

function fail(): never {
  throw new RangeError("kaboom");
}

interface Parts {
  readonly own?: object;
  readonly factory?: () => unknown;
  readonly tasks?: object;
}

function host({ own, factory, tasks }: Parts, options: AppOptions = {}) {
  const log = collect();
  const provider = tasks && { splits: () => ["train"], numTasks: () => 1, getTask: fail, ...tasks };
  const made = (factory ?? (() => ({ ...calm, ...own }))) as () => never;
  const app = createApp(defineEnvironment({ ...contract, tasks: provider }).implement(made), { log, ...options });
  let session: string | undefined;
  const send = async (line: string, body?: object) => {
    const [method, path] = line.split(" ");
    const headers: HeadersInit = session === undefined ? {} : { "OpenEnv-Session": session };
    const init = { method, headers, body: body && JSON.stringify(body) };
    const response = await app.fetch(new Request(`http://localhost${path}`, init));
    session ??= response.headers.get("OpenEnv-Session") ?? undefined;
    return { status: response.status, text: await response.text() };
  };
  return { app, log, send, session: () => session };
}

/** Where an author's code may throw, the call that the log names, and whether there is a session and an episode then. */
const ORIGINS: Readonly<Record<string, Parts & { call: string; episode: boolean; requests: string[] }>> = {
  "a factory": { factory: fail, call: "create", episode: false, requests: ["POST /reset"] },
  "reset": { own: { reset: fail }, call: "reset", episode: true, requests: ["POST /reset"] },
  "step": { own: { step: fail }, call: "step", episode: true, requests: ["POST /reset", "POST /step"] },
  "a slow step": {
    own: { step: () => new Promise((resolve) => resolve(fail())) },
    call: "step",
    episode: true,
    requests: ["POST /reset", "POST /step"],
  },
  "state": { own: { state: fail }, call: "state", episode: true, requests: ["POST /reset", "GET /state"] },
  "close": { own: { close: fail }, call: "close", episode: true, requests: ["POST /reset", "DELETE /session"] },
  "a slow close": {
    own: { close: () => Promise.resolve().then(fail) },
    call: "close",
    episode: true,
    requests: ["POST /reset", "DELETE /session"],
  },
  "a rubric": {
    own: { step: () => result, rubric: new FunctionRubric(fail) },
    call: "step",
    episode: true,
    requests: ["POST /reset", "POST /step"],
  },
  "a transform": { own: { transform: fail }, call: "reset", episode: true, requests: ["POST /reset"] },
  "tasks, in a reset": { tasks: {}, call: "reset", episode: false, requests: ["POST /reset"] },
  "tasks, in a request": { tasks: {}, call: "task", episode: false, requests: ["POST /guess/task"] },
};

const BODIES: Readonly<Record<string, object>> = {
  "POST /reset": { episode_id: "e1" },
  "POST /step": { action: {} },
  "POST /guess/task": { split: "train", index: 0 },
};

for (const [what, { call, episode, requests, ...parts }] of Object.entries(ORIGINS)) {
  Deno.test(`what ${what} throws is logged once, with its stack and its place, and no caller gets the stack`, async () => {
    const { app, log, send } = host(parts);
    const answers = [];
    for (const line of requests) answers.push(await send(line, BODIES[line]));
    await app.close();
    assert.equal(log.entries.length, 1, JSON.stringify(log.entries));
    const [[level, message, fields]] = log.entries as [Entry];
    assert.equal(level, "error");
    assert.match(message, /kaboom/);
    assert.deepEqual([fields.environment, fields.call, fields.episode], ["guess", call, episode ? "e1" : undefined]);
    assert.equal(typeof fields.session, call === "task" ? "undefined" : "string");
    assert.match(String((fields.error as Error).stack), /^RangeError: kaboom\n +at .*call_log_test\.ts/);
    const { status, text } = answers.at(-1)!;
    if (call === "close") return;
    assert.equal(status, 500);
    assert.match(text, /kaboom/);
    assert.doesNotMatch(text, /call_log_test|file:|\\n +at /);
  });
}

Deno.test("the log names the session that the caller has", async () => {
  const { app, log, send, session } = host({ own: { step: fail } });
  await send("POST /reset");
  await send("POST /step", { action: {} });
  await app.close();
  assert.equal(log.entries[0]![2].session, session());
});

Deno.test("the errors of callers are not logged", async () => {
  const { app, log, send } = host({});
  await send("POST /step", { action: {} });
  await send("POST /reset", { seed: "no" });
  await send("POST /reset");
  await send("POST /step", { action: { n: "x" } });
  await app.close();
  assert.deepEqual(log.entries, []);
});

Deno.test("what an environment throws because its caller has cancelled the call is not logged", async () => {
  const log = collect();
  const calls = new CallLog({ log, level: "warn", name: () => "guess" });
  const step = (_: unknown, { signal }: EpisodeContext) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const environment = defineEnvironment(contract).implement((() => ({ ...calm, step })) as () => never);
  const silent = () => {};
  const [host, deadlines] = [new InlineHost(environment, { log: silent }), new Deadlines()];
  const session = new Session({
    id: "s1",
    host,
    deadlines,
    limits: DEFAULT_SESSION_LIMITS,
    log: silent,
    observer: calls,
  });
  await session.open();
  await session.reset({});
  const controller = new AbortController();
  const stepping = session.step({}, undefined, { signal: controller.signal });
  controller.abort(new Error("no longer wanted"));
  await assert.rejects(async () => await stepping, { message: "no longer wanted" });
  await session.close();
  assert.deepEqual(log.entries, []);
});

Deno.test("an observation that breaks the contract is logged as info: the caller gets all that there is to know", async () => {
  const { app, log, send } = host({ own: { step: () => ({ observation: { hnt: 1 } }) } }, { logLevel: "info" });
  await send("POST /reset");
  await send("POST /step", { action: {} });
  await app.close();
  const [level, message, fields] = log.entries[0]!;
  assert.deepEqual([level, fields.error], ["info", undefined]);
  assert.match(message, /^guess failed in step: Cannot send observation: observation\.hnt /);
});

Deno.test("the same stack is logged once in a while; its error every time", async () => {
  const { app, log, send } = host({ own: { step: fail } });
  await send("POST /reset");
  for (let time = 0; time < 3; time++) await send("POST /step", { action: {} });
  await app.close();
  assert.deepEqual(log.entries.map(([, , { error }]) => error !== undefined), [true, false, false]);
  assert.ok(log.entries.every(([, message]) => message === "guess failed in step: kaboom"));
});

async function play(logLevel?: LogLevel): Promise<Entry[]> {
  let steps = 0;
  const step = () => ({ ...result, reward: 0.5, terminated: ++steps === 2 });
  const { app, log, send } = host({ own: { step } }, { logLevel });
  await send("POST /reset", { episode_id: "e1" });
  await send("POST /step", { action: {} });
  await send("POST /step", { action: {} });
  await send("POST /reset", { episode_id: "e2" });
  await send("POST /step", { action: {} });
  await send("DELETE /session");
  await app.close();
  return log.entries;
}

Deno.test("logLevel info adds one entry for each episode and each session, and warn, the default, none", async () => {
  assert.deepEqual(await play(), []);
  assert.deepEqual(await play("warn"), []);
  const entries = await play("info");
  assert.deepEqual(
    entries.map(([level, message, { environment, episode, episodes, steps, reward, end }]) =>
      [level, message, environment, episode, episodes, steps, reward, end].filter((part) => part !== undefined)
    ),
    [
      ["info", "Episode ended", "guess", "e1", 2, 1, "terminated"],
      ["info", "Episode ended", "guess", "e2", 1, 0.5, "left"],
      ["info", "Session closed", "guess", 2, 3],
    ],
  );
});

Deno.test("a step that failed counts as one, a refused one does not", async () => {
  let steps = 0;
  const step = () => steps++ === 0 ? fail() : { ...result, reward: 1, terminated: true };
  const { app, log, send } = host({ own: { step } }, { logLevel: "info" });
  await send("POST /reset");
  await send("POST /step", { action: { n: "x" } });
  await send("POST /step", { action: {} });
  await send("POST /step", { action: {} });
  await app.close();
  assert.deepEqual(log.entries.slice(1).map(([, message, { steps }]) => [message, steps]), [
    ["Episode ended", 2],
    ["Session closed", 2],
  ]);
});

Deno.test("logLevel debug adds one entry for each reset and each step", async () => {
  const calls = (await play("debug")).filter(([level]) => level === "debug");
  assert.deepEqual(calls.map(([, , { call, step, reward }]) => [call, step, reward]), [
    ["reset", 0, null],
    ["step", 1, 0.5],
    ["step", 2, 0.5],
    ["reset", 0, null],
    ["step", 1, 0.5],
  ]);
});

Deno.test("what an environment logs is written at every level, with its episode", async () => {
  const step = (_: unknown, context: { log(...data: unknown[]): void }) => {
    context.log("seen", { n: 1 });
    return result;
  };
  const { app, log, send } = host({ own: { step } }, { logLevel: "error" });
  await send("POST /reset", { episode_id: "e1" });
  await send("POST /step", { action: {} });
  await app.close();
  assert.deepEqual(log.entries, [["info", "[e1] seen { n: 1 }", { environment: "guess" }]]);
});

Deno.test("below info, a log watches no results, so that a step costs nothing", () => {
  const of = (level: LogLevel) => new CallLog({ log: collect(), level, name: () => "guess" });
  assert.deepEqual([of("warn").finished, of("error").finished], [undefined, undefined]);
  assert.notEqual(of("info").finished, undefined);
});

Deno.test("createApp() refuses a level that does not exist", () => {
  assert.throws(() => host({}, { logLevel: "loud" as LogLevel }), {
    code: "INVALID_OPTION",
    message: 'Cannot use option logLevel: "loud" is none of debug, info, warn, error',
  });
});

Deno.test("no caller is told a path of the server: of a file of tasks, or of a module that can't be loaded", async () => {
  const path = "/srv/secret/train.jsonl";
  const tasks = tasksFromJsonl({ train: path });
  const { app, log, send } = host({ tasks });
  const answers = [await send("POST /reset"), await send("POST /guess/num_tasks", { split: "train" })];
  assert.deepEqual(answers.map(({ status }) => status), [500, 500]);
  await app.close();
  assert.ok(log.entries.every(([level, message]) => level === "error" && message.includes(path)));
  const module = new URL("file:///srv/secret/environment.ts");
  const absent = createApp({ module }, { log });
  for (const path of ["/metadata", "/"]) {
    const response = await absent.fetch(new Request(`http://localhost${path}`));
    assert.equal(response.status, 500);
    answers.push({ status: 500, text: await response.text() });
  }
  assert.match(answers.at(-1)!.text, /its module could not be loaded; the server's log says why/);
  for (const { text } of answers) assert.doesNotMatch(text, /secret|file:/);
  assert.match(log.entries.at(-1)![1], /environment\.ts/);
});
