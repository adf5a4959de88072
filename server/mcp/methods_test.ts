import { type App, createApp } from "@openenv/server";
import { defineTool, defineToolEnvironment } from "@openenv/core";
import { REQUEST_ID_HEADER } from "@openenv/core/protocol";
import assert from "node:assert/strict";
import { z } from "zod";
import type { AppOptions } from "../options.ts";
import { serveForTest } from "../serve_for_test.ts";
import { counter } from "../testdata/counter.ts";
import { type Answer, openSession as create, rpc } from "../testdata/rpc_client.ts";
import { silent } from "../testdata/silent.ts";

/** A server whose sessions are closed at the end. */
function makeApp(options: AppOptions = {}): App & AsyncDisposable {
  const app = createApp(counter, { log: silent, ...options });
  return Object.assign(Object.create(app), { [Symbol.asyncDispose]: () => app.close(1000) });
}

Deno.test("tools/list has the keys of either style, all of them, and builds no environment", async () => {
  await using app = makeApp();
  const { result } = await rpc(app, "tools/list");
  assert.deepEqual(result.tools.map(({ name }: Answer) => name), ["add", "echo", "misbehave"]);
  const schema = {
    type: "object",
    properties: { by: { type: "integer", minimum: 1, default: 1 } },
    additionalProperties: false,
  };
  const output = {
    type: "object",
    properties: { count: { type: "integer" } },
    required: ["count"],
    additionalProperties: false,
  };
  assert.deepEqual(result.tools[0], {
    name: "add",
    title: "Add",
    description: "Adds to the counter.",
    inputSchema: schema,
    outputSchema: output,
    icons: null,
    annotations: { destructiveHint: false },
    meta: null,
    execution: null,
    input_schema: schema,
    output_schema: output,
  });
  assert.deepEqual([result.tools[2].title, result.tools[2].outputSchema], [null, null]);
  assert.equal(app.sessionCount, 0);
});

Deno.test("tools/call without a session has an environment of its own, which takes a slot meanwhile", async () => {
  await using app = makeApp({ maxSessions: 1 });
  for (let round = 0; round < 2; round++) {
    const { result } = await rpc(app, "tools/call", { name: "add", arguments: { by: 3 } });
    assert.deepEqual(result, {
      content: [{ type: "text", text: '{"count":3}', annotations: null, meta: null }],
      structured_content: { count: 3 },
      meta: null,
      data: { count: 3 },
      is_error: false,
    });
    assert.equal(app.sessionCount, 0);
  }
  const id = await create(app);
  assert.deepEqual((await rpc(app, "tools/call", { name: "add" })).error, {
    code: -32000,
    message: "Server at capacity: 1/1 sessions active. Cannot accept new connections.",
    data: { active_sessions: 1, max_sessions: 1 },
  });
  assert.equal((await rpc(app, "tools/call", { name: "add", session_id: id })).result.data.count, 1);
});

Deno.test("tools/call with a session goes through its step: counted, rewarded, and refused after the end", async () => {
  await using app = makeApp();
  const session_id = await create(app);
  const call = (name: string, args: unknown = {}) => rpc(app, "tools/call", { name, arguments: args, session_id });
  assert.deepEqual((await call("add", { by: 4 })).result.data, { count: 4 });
  assert.equal((await call("echo", { text: "hi" })).result.data, "hi");
  assert.equal((await call("nope")).error.message, "Unknown tool: 'nope'");
  assert.deepEqual((await call("add", { by: 6 })).result.data, { count: 10 });
  assert.deepEqual((await call("add")).error, {
    code: -32000,
    message: "Cannot step session: the episode is over",
    data: { code: "EPISODE_OVER" },
  });
  const state = await (await app.fetch(
    new Request("http://localhost/state", { headers: { "OpenEnv-Session": session_id } }),
  )).json();
  assert.deepEqual([state.step_count, state.count], [4, 10]);
  const ends = { terminated: false, truncated: false, done: false };
  assert.deepEqual((await rpc(app, "openenv/session/steps", { session_id })).result, {
    session_id,
    steps: [
      { index: 0, tool_name: "add", reward: 0.4, ...ends, error_type: null },
      { index: 1, tool_name: "echo", reward: null, ...ends, error_type: null },
      { index: 2, tool_name: "nope", reward: null, ...ends, error_type: "tool_not_found" },
      { index: 3, tool_name: "add", reward: 0.6, terminated: true, truncated: false, done: true, error_type: null },
    ],
    next: 4,
    dropped: 0,
  });
});

Deno.test("openenv/session/steps writes rewards as floats", async () => {
  await using app = makeApp();
  const session_id = await create(app);
  await rpc(app, "tools/call", { name: "add", arguments: { by: 10 }, session_id });
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "openenv/session/steps", params: { session_id } });
  const response = await app.fetch(new Request("http://localhost/mcp", { method: "POST", body }));
  assert.match(await response.text(), /"reward":1\.0,/);
});

Deno.test("tools/call answers every failure of a tool with -32603 and its text", async () => {
  await using app = makeApp({ messages: { maxOutboundBytes: 30_000 } });
  const session_id = await create(app);
  const messageOf = async (how: unknown, code = -32603) => {
    const { error } = await rpc(app, "tools/call", { name: "misbehave", arguments: { how }, session_id });
    assert.deepEqual([error.code, "data" in error], [code, true], error.message);
    return error.message as string;
  };
  assert.equal(await messageOf("throw"), "Error calling tool 'misbehave': kaboom");
  assert.equal(await messageOf("fail"), "there is no such thing");
  assert.match(await messageOf("wrong"), /^Tool 'misbehave' returned a wrong result: result is Date/);
  assert.match(await messageOf("cycle"), /nested deeper/);
  assert.match(await messageOf("huge", -32600), /^Cannot send message: it has 12\d{4} bytes, the limit is 30000/);
  assert.match(await messageOf("reward"), /NaN/);
  assert.match(await messageOf("nonsense"), /^Invalid arguments for tool 'misbehave': how: /);
  const { result } = await rpc(app, "openenv/session/steps", { session_id });
  assert.deepEqual(result.steps.map(({ error_type }: Answer) => error_type), [
    "execution_error",
    "execution_error",
    "execution_error",
    "execution_error",
    null,
    "execution_error",
    "invalid_args",
  ]);
});

Deno.test("tools/call refuses arguments that are no object, and takes null for none", async () => {
  await using app = makeApp();
  for (const args of [[], "x", 5, true]) {
    const { error } = await rpc(app, "tools/call", { name: "add", arguments: args });
    assert.deepEqual(error, {
      code: -32603,
      message: "Invalid arguments for tool 'add': Input should be a valid dictionary",
      data: null,
    });
  }
  assert.equal((await rpc(app, "tools/call", { name: "add", arguments: null })).result.data.count, 1);
  for (const name of [undefined, "", 5, null, ["add"]]) {
    assert.equal((await rpc(app, "tools/call", { name })).error.message, "Missing 'name' in params");
  }
});

Deno.test("a tool that hangs times out, is aborted, and the session goes on", async () => {
  const hang = defineTool({
    name: "hang",
    description: "Hangs.",
    input: z.object({}),
    run: (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  const quick = defineTool({ name: "quick", description: "Is quick.", input: z.object({}), run: () => 1 });
  const app = createApp(defineToolEnvironment({ name: "slow", tools: [hang, quick], toolTimeoutMs: 20 }));
  const session_id = await create(app);
  const { error } = await rpc(app, "tools/call", { name: "hang", session_id });
  assert.deepEqual([error.code, error.message], [-32603, "Tool 'hang' timed out after 0.02 seconds"]);
  assert.equal((await rpc(app, "tools/call", { name: "quick", session_id })).result.data, 1);
  const { result } = await rpc(app, "openenv/session/steps", { session_id });
  assert.deepEqual(result.steps.map(({ error_type }: Answer) => error_type), ["timeout", null]);
  await app.close();
});

Deno.test("two calls at once on one session run one after the other", async () => {
  const running: string[] = [];
  const slow = defineTool({
    name: "slow",
    description: "Takes a moment.",
    input: z.object({ id: z.string() }),
    async run({ id }) {
      running.push(`${id} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.push(`${id} ends`);
      return id;
    },
  });
  const app = createApp(defineToolEnvironment({ name: "queue", tools: [slow] }));
  const session_id = await create(app);
  const call = (id: string) => rpc(app, "tools/call", { name: "slow", arguments: { id }, session_id });
  const answers = await Promise.all([call("a"), call("b")]);
  assert.deepEqual(answers.map(({ result }) => result.data), ["a", "b"]);
  assert.deepEqual(running, ["a begins", "a ends", "b begins", "b ends"]);
  await app.close();
});

Deno.test("a session is for the principal that made it", async () => {
  await using app = makeApp({ token: "trainer", agentToken: "agent" });
  const ids = { trainer: await create(app, "trainer"), agent: await create(app, "agent") };
  for (const [mine, theirs] of [["trainer", "agent"], ["agent", "trainer"]] as const) {
    const call = (id: string) => rpc(app, "tools/call", { name: "add", session_id: id }, mine);
    assert.equal((await call(ids[mine])).result.data.count, 1);
    assert.deepEqual((await call(ids[theirs])).error, {
      code: -32602,
      message: `Unknown session_id: ${ids[theirs]}`,
      data: null,
    });
    const { error } = await rpc(app, "openenv/session/close", { session_id: ids[theirs] }, mine);
    assert.equal(error.message, `Unknown session_id: ${ids[theirs]}`);
  }
  const headers = { authorization: "Bearer trainer", "OpenEnv-Session": ids.agent };
  const state = await app.fetch(new Request("http://localhost/state", { headers }));
  assert.equal((await state.json()).code, "SESSION_LOST");
});

Deno.test("the agent's token opens tools, and nothing of the orchestrator", async () => {
  await using app = makeApp({ token: "trainer", agentToken: "agent" });
  const session_id = await create(app, "agent");
  for (const method of ["openenv/session/agent", "openenv/session/steps"]) {
    const { error } = await rpc(app, method, { session_id }, "agent");
    assert.deepEqual(error.data, { code: "FORBIDDEN" }, method);
  }
  for (
    const [method, path] of [["POST", "/reset"], ["POST", "/step"], ["GET", "/state"], ["GET", "/ws"], [
      "GET",
      "/metadata",
    ]]
  ) {
    const request = new Request(`http://localhost${path}`, { method, headers: { authorization: "Bearer agent" } });
    const response = await app.fetch(request);
    assert.deepEqual([response.status, (await response.json()).code], [403, "FORBIDDEN"], path!);
  }
  const wrong = new Request("http://localhost/mcp", { method: "POST", headers: { authorization: "Bearer wrong" } });
  const refused = await app.fetch(wrong);
  assert.deepEqual([refused.status, refused.headers.get("www-authenticate")], [401, "Bearer"]);
  await refused.body?.cancel();
});

Deno.test("a request id is a principal's own: the other one gets no answer by repeating it", async () => {
  await using app = makeApp({ token: "trainer", agentToken: "agent" });
  const create = async (token: string): Promise<string> => {
    const headers = { authorization: `Bearer ${token}`, [REQUEST_ID_HEADER]: "same" };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "openenv/session/create" });
    const response = await app.fetch(new Request("http://localhost/mcp", { method: "POST", headers, body }));
    return (await response.json()).result.session_id;
  };
  const first = await create("trainer");
  assert.equal(await create("trainer"), first);
  assert.notEqual(await create("agent"), first);
});

Deno.test("createApp() refuses an agent's token that guards nothing", () => {
  assert.throws(() => createApp(counter, { agentToken: "agent" }), /without the option token, no request needs one/);
  assert.throws(() => createApp(counter, { token: "same", agentToken: "same" }), /it is the orchestrator's token/);
  for (const agentToken of ["", "a b"]) {
    assert.throws(() => createApp(counter, { token: "t", agentToken }), { code: "INVALID_OPTION" });
  }
});

Deno.test("a thousand sessions that are never closed take half of the slots, and expire", async () => {
  await using app = makeApp({ maxSessions: 100, httpIdleTimeoutMs: 200 });
  const answers = await Promise.all(Array.from({ length: 1000 }, () => rpc(app, "openenv/session/create")));
  const made = answers.filter(({ result }) => result !== undefined);
  assert.equal(made.length, 50);
  for (const { error } of answers.filter(({ result }) => result === undefined)) {
    assert.deepEqual([error.code, error.data], [-32000, { active_sessions: 50, max_sessions: 50 }]);
  }
  const { session_id } = made[0].result;
  while (app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const { error } = await rpc(app, "tools/call", { name: "add", session_id });
  assert.equal(error.message, `Unknown session_id: ${session_id}`);
});

Deno.test("the sockets /mcp and /ws call tools in their own session", async () => {
  await using server = await serveForTest(counter);
  for (const path of ["/mcp", "/ws"]) {
    const socket = new WebSocket(server.url.replace("http", "ws") + path);
    await new Promise((resolve) => socket.onopen = resolve);
    const ask = async (method: string, params: unknown = {}): Promise<Answer> => {
      const request = { jsonrpc: "2.0", id: 1, method, params };
      socket.send(JSON.stringify(path === "/mcp" ? request : { type: "mcp", data: request }));
      const answer = JSON.parse(await new Promise<string>((resolve) => socket.onmessage = ({ data }) => resolve(data)));
      return path === "/mcp" ? answer : answer.data;
    };
    assert.equal((await ask("tools/list")).result.tools.length, 3);
    for (const count of [2, 4]) {
      const params = { name: "add", arguments: { by: 2 }, session_id: "ignored" };
      assert.equal((await ask("tools/call", params)).result.data.count, count);
    }
    const { result } = await ask("openenv/session/steps", { since: 1 });
    assert.deepEqual(result.steps.map(({ index, reward }: Answer) => [index, reward]), [[1, 0.2]]);
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
  }
});

Deno.test("the socket /mcp answers what it cannot read, and goes on", async () => {
  await using server = await serveForTest(counter, { messages: { maxInboundBytes: 1000 } });
  const socket = new WebSocket(server.url.replace("http", "ws") + "/mcp");
  await new Promise((resolve) => socket.onopen = resolve);
  const send = async (frame: string | Uint8Array<ArrayBuffer>): Promise<Answer> => {
    socket.send(frame);
    return JSON.parse(await new Promise<string>((resolve) => socket.onmessage = ({ data }) => resolve(data)));
  };
  const call = (text: string) =>
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "echo", arguments: { text } } });
  const rows: readonly (readonly [frame: string | Uint8Array<ArrayBuffer>, code: number, message: RegExp])[] = [
    ["{bad", -32700, /^Parse error: /],
    ["", -32700, /^Parse error: /],
    [new Uint8Array([1]), -32700, /^Parse error: the frame is binary$/],
    ["[]", -32600, /^Invalid request: /],
    ["5", -32600, /^Invalid request: /],
    ["{}", -32600, /^Invalid request: /],
    [call("x".repeat(1000)), -32600, /^Cannot read message: it has 1\d\d\d bytes, the limit is 1000$/],
  ];
  for (const [frame, code, message] of rows) {
    const { id, error } = await send(frame);
    assert.deepEqual([id, error.code], [null, code], String(frame));
    assert.match(error.message, message);
  }
  assert.equal((await send(call("hi"))).result.data, "hi");
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});
