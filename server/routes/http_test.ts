import { defineEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import type { AppOptions } from "../options.ts";
import { silent } from "../testdata/silent.ts";

const contract = defineEnvironment({
  name: "note_env",
  description: "Repeats notes.",
  action: z.object({ message: z.string().min(1), n: z.int().min(0).max(10).default(1) }),
  observation: z.object({ echoed: z.string() }),
  resetOptions: z.object({ flavor: z.string().nullish() }),
  state: z.object({ notes: z.int() }),
});

function makeApp(options: AppOptions = {}): App {
  const environment = contract.implement(() => {
    let notes = 0;
    return {
      reset: ({ flavor }) => {
        if (flavor === "bad") throw new Error("no such flavor");
        notes = 0;
        return { observation: { echoed: `ready ${flavor}` }, info: flavor === "meta" ? { from: "reset" } : {} };
      },
      step({ message, n }, { timeoutMs, signal }) {
        if (message === "boom") throw new Error("kaboom");
        if (message === "end") return { observation: { echoed: "" }, reward: 1, terminated: true };
        const observation = { echoed: message === "timeout" ? String(timeoutMs) : message.repeat(n) };
        if (message !== "slow") return { observation, reward: ++notes };
        return new Promise((resolve) => {
          const timer = setTimeout(() => resolve({ observation, reward: ++notes }), 150);
          signal.addEventListener("abort", () => clearTimeout(timer));
        });
      },
      state: () => ({ notes }),
    };
  });
  return createApp(environment, { log: silent, ...options });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- whatever the server says
  readonly body: any;
}

async function ask(app: App, line: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const [method, path] = line.split(" ");
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const response = await app.fetch(new Request(`http://localhost${path}`, { method, body: text, headers }));
  const answer = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer };
}

async function openSession(app: App): Promise<Record<string, string>> {
  const { body } = await ask(app, "POST /reset", {});
  return { "OpenEnv-Session": body.session_id };
}

Deno.test("POST /reset opens a session and names it in header and body", async () => {
  const app = makeApp();
  const { status, headers, body } = await ask(app, "POST /reset", { seed: "12", flavor: "mint", episode_id: "e1" });
  assert.equal(status, 200);
  assert.deepEqual(body, {
    observation: { metadata: {}, echoed: "ready mint" },
    reward: null,
    done: false,
    metadata: null,
    terminated: false,
    truncated: false,
    session_id: headers.get("OpenEnv-Session"),
  });
  const session = { "OpenEnv-Session": String(body.session_id) };
  assert.deepEqual((await ask(app, "GET /state", undefined, session)).body, {
    episode_id: "e1",
    step_count: 0,
    seed: 12,
    notes: 0,
  });
  await app.close();
});

Deno.test("POST /step steps the session's own episode, reset after reset", async () => {
  const app = makeApp();
  const session = await openSession(app);
  const step = await ask(app, "POST /step", { action: { message: "hi", n: "2" }, request_id: "r1" }, session);
  assert.deepEqual(step.body, {
    observation: { metadata: {}, echoed: "hihi" },
    reward: 1,
    done: false,
    metadata: null,
    terminated: false,
    truncated: false,
  });
  assert.equal((await ask(app, "POST /step", { action: { message: "hi" } }, session)).body.reward, 2);
  const again = await ask(app, "POST /reset", undefined, session);
  assert.equal(again.body.session_id, session["OpenEnv-Session"]);
  assert.equal((await ask(app, "POST /step", { action: { message: "hi" } }, session)).body.reward, 1);
  assert.equal(app.sessionCount, 1);
  await app.close();
});

Deno.test("POST /step honours timeout_s, and names keys that nobody knows", async () => {
  const app = makeApp();
  const session = await openSession(app);
  const timed = await ask(app, "POST /step", { action: { message: "timeout" }, timeout_s: 3, foo: 2 }, session);
  assert.equal(timed.body.observation.echoed, "3000");
  assert.deepEqual([timed.body.ignored, timed.body.metadata], [["foo"], null]);
  const late = await ask(app, "POST /step", { action: { message: "slow" }, timeout_s: 0.02 }, session);
  assert.deepEqual([late.status, late.body.code], [504, "TIMEOUT"]);
  const broken = await ask(app, "GET /state", undefined, session);
  assert.deepEqual([broken.status, broken.body.code], [409, "SESSION_BROKEN"]);
  assert.equal((await ask(app, "POST /reset", {}, session)).status, 200);
  await app.close();
});

Deno.test("POST /step is answered after limits.maxStepMs, however long a timeout_s it asks for", async () => {
  const app = makeApp({ limits: { stepMs: 20, maxStepMs: 60 } });
  const session = await openSession(app);
  const { status, body } = await ask(app, "POST /step", { action: { message: "slow" }, timeout_s: 1e9 }, session);
  assert.deepEqual([status, body], [504, {
    detail: "Cannot finish step: no result within 60 ms (limits.maxStepMs)",
    code: "TIMEOUT",
    timeout_ms: 60,
    limit: "limits.maxStepMs",
  }]);
  await app.close();
});

Deno.test("two calls at once on one session run in order", async () => {
  const app = makeApp();
  const session = await openSession(app);
  const answers = await Promise.all([
    ask(app, "POST /step", { action: { message: "slow" } }, session),
    ask(app, "POST /step", { action: { message: "fast" } }, session),
    ask(app, "POST /step", { action: { message: "faster" } }, session),
  ]);
  assert.deepEqual(answers.map(({ body }) => [body.observation.echoed, body.reward]), [
    ["slow", 1],
    ["fast", 2],
    ["faster", 3],
  ]);
  await app.close();
});

Deno.test("DELETE /session closes it, and its id is unknown from then on", async () => {
  const app = makeApp();
  const session = await openSession(app);
  const closed = await ask(app, "DELETE /session", undefined, session);
  assert.deepEqual(closed.body, { session_id: session["OpenEnv-Session"], closed: true });
  assert.equal(app.sessionCount, 0);
  for (const line of ["GET /state", "DELETE /session", "POST /reset"]) {
    const { status, body } = await ask(app, line, undefined, session);
    assert.deepEqual([status, body.code], [404, "SESSION_LOST"], line);
  }
});

Deno.test("errors have a status, a detail and a code", async () => {
  const app = makeApp();
  const session = await openSession(app);
  const none = {};
  const cases: readonly [line: string, body: unknown, headers: Record<string, string>, status: number, code: string][] =
    [
      ["POST /step", { action: { message: "hi" } }, none, 409, "SESSION_REQUIRED"],
      ["GET /state", undefined, none, 409, "SESSION_REQUIRED"],
      ["DELETE /session", undefined, none, 409, "SESSION_REQUIRED"],
      ["GET /state", undefined, { "OpenEnv-Session": "nope" }, 404, "SESSION_LOST"],
      ["POST /step", { action: { message: "" } }, none, 422, "VALIDATION_ERROR"],
      ["POST /step", { action: { message: "boom" } }, session, 500, "EXECUTION_ERROR"],
      ["POST /reset", { flavor: "bad" }, none, 500, "EXECUTION_ERROR"],
      ["POST /step", "x".repeat(2000), session, 413, "TOO_LARGE"],
    ];
  const small = makeApp({ messages: { maxInboundBytes: 1000 } });
  for (const [line, body, headers, status, code] of cases) {
    const answer = await ask(code === "TOO_LARGE" ? small : app, line, body, headers);
    assert.deepEqual([answer.status, answer.body.code], [status, code], `${line} ${code}`);
    assert(answer.body.detail, line);
  }
  await ask(app, "POST /step", { action: { message: "end" } }, session);
  const over = await ask(app, "POST /step", { action: { message: "hi" } }, session);
  assert.deepEqual([over.status, over.body.code], [409, "EPISODE_OVER"]);
  assert.equal(app.sessionCount, 1, "a session whose first reset fails is not kept");
  await app.close();
});

Deno.test("POST /step reports an invalid action before anything that is wrong with the session", async () => {
  const app = makeApp();
  const created = await ask(app, "POST /mcp", { jsonrpc: "2.0", id: 1, method: "openenv/session/create" });
  const fresh = { "OpenEnv-Session": created.body.result.session_id };
  const over = await openSession(app);
  await ask(app, "POST /step", { action: { message: "end" } }, over);
  const broken = await openSession(app);
  await ask(app, "POST /step", { action: { message: "slow" }, timeout_s: 0.02 }, broken);
  const cases: readonly [headers: Record<string, string>, status: number, code: string][] = [
    [{}, 409, "SESSION_REQUIRED"],
    [{ "OpenEnv-Session": "nope" }, 404, "SESSION_LOST"],
    [fresh, 409, "NOT_RESET"],
    [over, 409, "EPISODE_OVER"],
    [broken, 409, "SESSION_BROKEN"],
  ];
  for (const [headers, status, code] of cases) {
    const valid = await ask(app, "POST /step", { action: { message: "hi" } }, headers);
    assert.deepEqual([valid.status, valid.body.code], [status, code]);
    const invalid = await ask(app, "POST /step", { action: { message: "" } }, headers);
    assert.deepEqual([invalid.status, invalid.body.detail?.[0]?.loc], [422, ["message"]], code);
  }
  await app.close();
});

Deno.test("POST /step parses an action once", async () => {
  let parsed = 0;
  const action = z.object({ text: z.string().refine(() => ++parsed) });
  const environment = defineEnvironment({ ...contract, action }).implement(() => ({
    reset: () => ({ observation: { echoed: "" } }),
    step: ({ text }) => ({ observation: { echoed: text } }),
    state: () => ({ notes: 0 }),
  }));
  const app = createApp(environment, { log: silent });
  const session = await openSession(app);
  parsed = 0;
  const { body } = await ask(app, "POST /step", { action: { text: "hi" } }, session);
  assert.deepEqual([body.observation.echoed, parsed], ["hi", 1]);
  await app.close();
});

Deno.test("bodies that fail validation are answered with items whose places begin with body", async () => {
  const app = makeApp();
  const cases: readonly [line: string, body: unknown, type: string, loc: readonly unknown[]][] = [
    ["POST /reset", "null", "model_attributes_type", ["body"]],
    ["POST /reset", [], "model_attributes_type", ["body"]],
    ["POST /reset", { seed: -1 }, "greater_than_equal", ["body", "seed"]],
    ["POST /reset", { seed: 1.5 }, "int_from_float", ["body", "seed"]],
    ["POST /reset", { flavor: 5 }, "string_type", ["body", "flavor"]],
    ["POST /reset", { episode_id: "x".repeat(256) }, "string_too_long", ["body", "episode_id"]],
    ["POST /step", undefined, "missing", ["body"]],
    ["POST /step", {}, "missing", ["body", "action"]],
    ["POST /step", { action: {} }, "missing", ["message"]],
    ["POST /step", { action: 5 }, "dict_type", ["body", "action"]],
    ["POST /step", { action: { message: "hi" }, timeout_s: 0 }, "greater_than", ["body", "timeout_s"]],
    ["POST /step", "{bad", "json_invalid", ["body", 1]],
  ];
  for (const [line, body, type, loc] of cases) {
    const answer = await ask(app, line, body);
    assert.equal(answer.status, 422, line);
    assert.deepEqual([answer.body.detail[0].type, answer.body.detail[0].loc], [type, loc], line);
  }
  assert.equal(app.sessionCount, 0);
});

Deno.test("POST /reset without a session takes at most half of the slots, then answers 503 with Retry-After", async () => {
  const app = makeApp({ maxSessions: 6 });
  const answers = [];
  for (let count = 0; count < 1000; count++) answers.push(await ask(app, "POST /reset", {}));
  assert.deepEqual(answers.slice(0, 4).map(({ status }) => status), [200, 200, 200, 503]);
  const { headers, body } = answers.at(-1)!;
  assert.equal(headers.get("Retry-After"), "1");
  assert.deepEqual([body.code, body.active_sessions, body.max_sessions], ["CAPACITY_REACHED", 3, 3]);
  assert.equal(app.sessionCount, 3);
  await app.close();
});

Deno.test("an idle HTTP session expires, and is answered with 410 from then on", async () => {
  const app = makeApp({ httpIdleTimeoutMs: 60 });
  const session = await openSession(app);
  while (app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const { status, body } = await ask(app, "GET /state", undefined, session);
  assert.deepEqual([status, body.code], [410, "SESSION_EXPIRED"]);
});

Deno.test("GET /metadata says what is hosted, how full it is, and the hash of the contract", async () => {
  const app = makeApp({ maxSessions: 8 });
  await openSession(app);
  const { schema_hash, ...body } = (await ask(app, "GET /metadata")).body;
  assert.deepEqual(body, {
    name: "note_env",
    description: "Repeats notes.",
    readme_content: null,
    version: "1.0.0",
    author: null,
    documentation_url: null,
    max_sessions: 8,
    active_sessions: 1,
    closing_sockets: 0,
    unread_bytes: 0,
  });
  assert.match(schema_hash, /^[0-9a-f]{64}$/);
  await app.close();
});

Deno.test("GET /schema describes what travels in the manner of the reference", async () => {
  const { body } = await ask(makeApp(), "GET /schema");
  assert.deepEqual(Object.keys(body), ["action", "observation", "state", "reset_observation"]);
  assert.deepEqual(body.action, {
    additionalProperties: false,
    properties: {
      metadata: { additionalProperties: true, title: "Metadata", type: "object" },
      message: { minLength: 1, title: "Message", type: "string" },
      n: { default: 1, maximum: 10, minimum: 0, title: "N", type: "integer" },
    },
    required: ["message"],
    title: "NoteAction",
    type: "object",
  });
  assert.deepEqual(Object.keys(body.observation.properties), ["done", "reward", "metadata", "echoed"]);
  assert.deepEqual(Object.keys(body.state.properties), ["episode_id", "step_count", "seed", "notes"]);
  assert.equal(body.state.additionalProperties, true);
});

Deno.test("wrong methods, trailing slashes and unknown paths are answered as the reference does", async () => {
  const app = makeApp();
  const wrong = await ask(app, "GET /reset");
  assert.deepEqual([wrong.status, wrong.headers.get("Allow"), wrong.body], [405, "POST", {
    detail: "Method Not Allowed",
  }]);
  for (const [path, allowed] of [["/mcp", "POST"], ["/mcp/x", "POST, GET, DELETE"]]) {
    const { status, headers } = await ask(app, `PUT ${path}`);
    assert.deepEqual([status, headers.get("Allow")], [405, allowed], path!);
  }
  const slash = await ask(app, "GET /health/?a=1");
  assert.deepEqual([slash.status, slash.headers.get("Location")], [307, "/health?a=1"]);
  assert.deepEqual((await ask(app, "GET /nowhere")).body, { detail: "Not Found" });
});

Deno.test("a server in production mode has no control routes, and an unknown mode fails at start", async () => {
  const app = makeApp({ mode: "production" });
  for (const line of ["POST /reset", "POST /step", "GET /state", "DELETE /session"]) {
    assert.equal((await ask(app, line)).status, 404, line);
  }
  assert.equal((await ask(app, "GET /schema")).status, 200);
  assert.throws(() => makeApp({ mode: "test" as "production" }), { code: "INVALID_OPTION" });
});

Deno.test("POST /reset chooses a task, and refuses one that is not there before any session is kept", async () => {
  const tasks = tasksFromArrays({ train: [{ question: "1 + 1" }, { question: "2 + 2" }] });
  const environment = defineEnvironment({ ...contract, tasks }).implement(() => ({
    reset: (_options, { task }) => ({ observation: { echoed: task!.id } }),
    step: () => ({ observation: { echoed: "" } }),
    state: () => ({ notes: 0 }),
  }));
  const app = createApp(environment, { log: silent, maxSessions: 4 });
  const { body } = await ask(app, "POST /reset", { split: "train", index: 1 });
  assert.equal(body.observation.echoed, "train-1");
  const session = { "OpenEnv-Session": body.session_id };
  const state = await ask(app, "GET /state", undefined, session);
  assert.deepEqual([state.body.task_id, state.body.split, state.body.index], ["train-1", "train", 1]);
  for (let attempt = 0; attempt < 3; attempt++) {
    const refused = await ask(app, "POST /reset", { index: 2 });
    assert.equal(refused.status, 422);
    assert.deepEqual(refused.body.detail ?? refused.body.errors, [
      { type: "less_than", loc: ["body", "index"], msg: "Input should be less than 2", input: 2, ctx: { lt: 2 } },
    ]);
  }
  const again = await ask(app, "POST /reset", { task_id: "train-0" }, session);
  assert.equal(again.body.observation.echoed, "train-0");
  await app.close();
});
