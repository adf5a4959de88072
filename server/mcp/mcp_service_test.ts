import { defineEnvironment, defineTool, defineToolEnvironment, toolContent, type ToolContext } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import { serveForTest } from "../serve_for_test.ts";
import { aborted, counter, stateless } from "../testdata/counter.ts";
import { connectClient, type Revision } from "../testdata/mcp_client.ts";
import { type Answer, rpc } from "../testdata/rpc_client.ts";
import { silent } from "../testdata/silent.ts";
import { createLogger } from "../log/create_logger.ts";

const REVISIONS: readonly Revision[] = ["older", "newest"];
const ACCEPT = "application/json, text/event-stream";
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};

/** Sends one request as it stands; returns the status, the answer and the session's id. */
async function send(app: Pick<App, "fetch">, body: unknown, init: RequestInit & { readonly path?: string } = {}) {
  const { path = "/mcp", ...rest } = init;
  const headers = { accept: ACCEPT, "content-type": "application/json", ...init.headers as Record<string, string> };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`http://localhost${path}`, { method: "POST", body: text, ...rest, headers });
  const response = await app.fetch(request);
  const answer = await response.text();
  const data = /^data: (.*)$/m.exec(answer)?.[1] ?? answer;
  const id = response.headers.get("mcp-session-id");
  return { status: response.status, answer: data.startsWith("{") ? JSON.parse(data) as Answer : data, id };
}

Deno.test("a stock client lists and calls tools, by either kind of revision", async () => {
  for (const revision of REVISIONS) {
    const app = createApp(stateless);
    {
      await using connected = await connectClient(app, { revision });
      const { client, transport } = connected;
      assert.equal(client.getNegotiatedProtocolVersion(), revision === "older" ? "2025-11-25" : "2026-07-28");
      assert.equal(transport.sessionId !== undefined, revision === "older");
      assert.deepEqual(client.getServerVersion(), { name: "stateless", version: "1.0.0" });
      assert.deepEqual((await client.listTools()).tools, [{
        name: "echo",
        description: "Returns the text.",
        inputSchema: {
          $schema: "https://json-schema.org/draft/2020-12/schema",
          type: "object",
          properties: { text: { type: "string" } },
          required: ["text"],
          additionalProperties: false,
        },
        outputSchema: {
          type: "object",
          properties: { result: { type: "string" } },
          required: ["result"],
          "x-fastmcp-wrap-result": true,
        },
      }]);
      const result = await client.callTool({ name: "echo", arguments: { text: "hi" } });
      assert.deepEqual([result.content, result.structuredContent, result.isError], [
        [{ type: "text", text: "hi" }],
        { result: "hi" },
        undefined,
      ]);
      const wrong = await client.callTool({ name: "echo", arguments: { text: 5 } });
      assert.deepEqual([wrong.content, wrong.isError], [
        [{ type: "text", text: "Invalid arguments for tool 'echo': text: Input should be a valid string" }],
        true,
      ]);
      await assert.rejects(client.callTool({ name: "nope" }), { code: -32602, message: "Unknown tool: 'nope'" });
      if (revision === "older") await client.ping();
      if (revision === "older") await transport.terminateSession();
    }
    assert.equal(app.sessionCount, 0);
    await app.close();
  }
});

Deno.test("an older client has a session of its own: state is kept, and the episode ends", async () => {
  const app = createApp(counter);
  await using connected = await connectClient(app);
  const { client, transport } = connected;
  assert.equal(client.getInstructions(), "Counts to ten.");
  assert.equal(app.sessionCount, 1);
  for (const count of [6, 12]) {
    const { structuredContent } = await client.callTool({ name: "add", arguments: { by: 6 } });
    assert.deepEqual(structuredContent, { count });
  }
  const over = await client.callTool({ name: "add" });
  assert.deepEqual([over.isError, over.content], [true, [{
    type: "text",
    text: "EPISODE_OVER: Cannot step session: the episode is over",
  }]]);
  const { result } = await rpc(app, "openenv/session/steps", { session_id: transport.sessionId });
  assert.deepEqual(result.steps.map(({ reward, done }: Answer) => [reward, done]), [[0.6, false], [0.6, true]]);
  await transport.terminateSession();
  assert.equal(app.sessionCount, 0);
  await app.close();
});

Deno.test("an older client's session is reset at the beginning where the contract asks for that", async () => {
  const count = defineTool({
    name: "count",
    description: "Counts.",
    input: z.object({}),
    run: (_, { world }: ToolContext<{ count: number }>) => ++world.count,
  });
  let isBroken = false;
  const app = createApp(defineToolEnvironment({
    name: "ready",
    tools: [count],
    requiresReset: true,
    start() {
      if (isBroken) throw new Error("no disk");
      return { count: 0 };
    },
  }));
  await using connected = await connectClient(app);
  assert.deepEqual((await connected.client.callTool({ name: "count" })).structuredContent, { result: 1 });
  isBroken = true;
  const { status, answer } = await send(app, INITIALIZE);
  assert.deepEqual([status, answer.error.message], [500, "no disk"]);
  assert.equal(app.sessionCount, 1);
  await app.close();
});

Deno.test("the newest revision has no session: a call where there is state is an error that names the link", async () => {
  const app = createApp(counter);
  await using connected = await connectClient(app, { revision: "newest" });
  assert.equal((await connected.client.listTools()).tools.length, 3);
  await assert.rejects(connected.client.callTool({ name: "add" }), (error: Answer) => {
    assert.equal(error.code, -32600);
    assert.match(error.message, /counter has state.*openenv\/session\/agent/);
    return true;
  });
  assert.equal(app.sessionCount, 0);
  await app.close();
});

Deno.test("an agent reads no text that tells of rewards", async () => {
  const logged: unknown[][] = [];
  const app = createApp(counter, { log: createLogger({ write: (entry) => logged.push([entry]) }) });
  await using connected = await connectClient(app);
  const result = await connected.client.callTool({ name: "misbehave", arguments: { how: "reward" } });
  assert.deepEqual([result.isError, result.content], [true, [{
    type: "text",
    text: "Error calling tool 'misbehave': the environment failed",
  }]]);
  assert.match(String(logged[0]), /NaN/);
  await app.close();
});

Deno.test("results that go wrong are results with isError", async () => {
  const app = createApp(counter, { log: silent, messages: { maxOutboundBytes: 30_000 } });
  await using connected = await connectClient(app);
  const rows = [
    ["throw", /^Error calling tool 'misbehave': kaboom$/],
    ["fail", /^there is no such thing$/],
    ["wrong", /returned a wrong result/],
    ["cycle", /nested deeper/],
    ["huge", /^TOO_LARGE: Cannot send message: it has 8\d{4} bytes, the limit is 30000$/],
  ] as const;
  for (const [how, text] of rows) {
    const result = await connected.client.callTool({ name: "misbehave", arguments: { how } });
    assert.equal(result.isError, true, how);
    assert.match((result.content[0] as { text: string }).text, text);
  }
  await app.close();
});

Deno.test("content blocks come without null keys, and with their annotations", async () => {
  const look = defineTool({
    name: "look",
    description: "Looks.",
    input: z.object({}),
    run: () =>
      toolContent([
        { type: "image", data: "AAAA", mimeType: "image/png", annotations: { priority: 1 } },
        { type: "resource", resource: { uri: "test://a", text: "b" } },
      ]),
  });
  const app = createApp(defineToolEnvironment({ name: "looks", tools: [look] }));
  for (const revision of REVISIONS) {
    await using connected = await connectClient(app, { revision });
    const { content, structuredContent } = await connected.client.callTool({ name: "look" });
    assert.deepEqual(content, [
      { type: "image", data: "AAAA", mimeType: "image/png", annotations: { priority: 1 } },
      { type: "resource", resource: { uri: "test://a", text: "b" } },
    ]);
    assert.equal(structuredContent, undefined);
  }
  await app.close();
});

Deno.test("tools/list comes in pages, and an unknown cursor is refused", async () => {
  const tools = Array.from(
    { length: 250 },
    (_, index) =>
      defineTool({ name: `tool_${index}`, description: "One of many.", input: z.object({}), run: () => index }),
  );
  const app = createApp(defineToolEnvironment({ name: "many", tools }));
  for (const revision of REVISIONS) {
    await using connected = await connectClient(app, { revision });
    const { client } = connected;
    const sizes: number[] = [];
    let cursor: string | undefined = "0";
    do {
      const page: Answer = await client.listTools({ cursor });
      sizes.push(page.tools.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(sizes, [100, 100, 50]);
    for (const wrong of ["x", "-1", "1.5", "1e999"]) {
      await assert.rejects(client.listTools({ cursor: wrong }), { code: -32602 }, wrong);
    }
  }
  await app.close();
});

Deno.test("a client that asks for progress gets it", async () => {
  const walk = defineTool({
    name: "walk",
    description: "Walks.",
    input: z.object({ steps: z.int() }),
    async run({ steps }, { progress }) {
      for (let step = 1; step <= steps; step++) {
        progress({ progress: step, total: steps, message: `step ${step}` });
        if (step % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      return steps;
    },
  });
  const app = createApp(defineToolEnvironment({ name: "walks", tools: [walk] }));
  for (const revision of REVISIONS) {
    await using connected = await connectClient(app, { revision });
    const reports: unknown[] = [];
    const call = (steps: number) =>
      connected.client.callTool({ name: "walk", arguments: { steps } }, {
        onprogress: (report) => reports.push(report),
      });
    await call(2);
    assert.deepEqual(reports, [
      { progress: 1, total: 2, message: "step 1" },
      { progress: 2, total: 2, message: "step 2" },
    ]);
    reports.length = 0;
    await call(2000);
    assert.equal(reports.length, 1000, "a flood is cut off");
    assert.equal((await connected.client.callTool({ name: "walk", arguments: { steps: 3 } })).isError, undefined);
  }
  await app.close();
});

Deno.test("a call that is cancelled aborts its signal, and the session goes on", async () => {
  const app = createApp(counter);
  await using connected = await connectClient(app);
  const { client, transport } = connected;
  const controller = new AbortController();
  const began = Promise.withResolvers<void>();
  aborted.length = 0;
  const call = client.callTool({ name: "misbehave", arguments: { how: "hang" } }, {
    signal: controller.signal,
    onprogress: () => began.resolve(),
  });
  await began.promise;
  const queued = client.callTool({ name: "add", arguments: { by: 5 } });
  controller.abort("no longer wanted");
  await assert.rejects(call);
  assert.deepEqual((await queued).structuredContent, { count: 5 });
  assert.equal(aborted.length, 1);
  const { result } = await rpc(app, "openenv/session/steps", { session_id: transport.sessionId });
  assert.deepEqual(result.steps.map(({ tool_name, error_type }: Answer) => [tool_name, error_type]), [
    ["misbehave", "cancelled"],
    ["add", null],
  ]);
  await app.close();
});

Deno.test("a call that is cancelled before its turn is not executed", async () => {
  const app = createApp(counter);
  await using connected = await connectClient(app);
  const { client, transport } = connected;
  const began = Promise.withResolvers<void>();
  const [first, second] = [new AbortController(), new AbortController()];
  const hanging = client.callTool({ name: "misbehave", arguments: { how: "hang" } }, {
    signal: first.signal,
    onprogress: () => began.resolve(),
  });
  await began.promise;
  const waiting = client.callTool({ name: "add", arguments: { by: 5 } }, { signal: second.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  second.abort();
  await assert.rejects(waiting);
  await new Promise((resolve) => setTimeout(resolve, 10));
  first.abort();
  await assert.rejects(hanging);
  assert.deepEqual((await client.callTool({ name: "add" })).structuredContent, { count: 1 });
  const { result } = await rpc(app, "openenv/session/steps", { session_id: transport.sessionId });
  assert.deepEqual(result.steps.map(({ tool_name }: Answer) => tool_name), ["misbehave", "add"]);
  await app.close();
});

Deno.test("a newest client that goes away cancels its call", async () => {
  await using server = await serveForTest(defineToolEnvironment({
    name: "hanging",
    tools: [defineTool({
      name: "hang",
      description: "Hangs.",
      input: z.object({}),
      run: (_, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => {
            gone.resolve();
            reject(signal.reason);
          })
        ),
    })],
  }));
  const gone = Promise.withResolvers<void>();
  const controller = new AbortController();
  const app = { fetch: (request: Request) => fetch(request.url.replace("http://localhost", server.url), request) };
  await using connected = await connectClient(app, { revision: "newest" });
  const call = connected.client.callTool({ name: "hang" }, { signal: controller.signal });
  while (server.app.sessionCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  await assert.rejects(call);
  await gone.promise;
  while (server.app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("initialize negotiates the revision", async () => {
  const app = createApp(counter);
  for (
    const [asked, answered] of [["2025-06-18", "2025-06-18"], ["2024-11-05", "2024-11-05"], [
      "1999-01-01",
      "2025-11-25",
    ]]
  ) {
    const body = { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion: asked } };
    const { status, answer } = await send(app, body);
    assert.deepEqual([status, answer.result.protocolVersion], [200, answered]);
  }
  const { id } = await send(app, INITIALIZE);
  const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
  const headers = { "mcp-session-id": id! };
  const wrong = await send(app, list, { headers: { ...headers, "mcp-protocol-version": "1999-01-01" } });
  assert.equal(wrong.status, 400);
  assert.match(wrong.answer.error.message, /version/i);
  const right = await send(app, list, { headers: { ...headers, "mcp-protocol-version": "2025-06-18" } });
  assert.equal(right.answer.result.tools.length, 3);
  assert.equal((await send(app, { jsonrpc: "2.0", id: 3, method: "ping" }, { headers })).status, 200);
  await app.close();
});

Deno.test("requests that break the protocol are refused, and cost no slot", async () => {
  const app = createApp(counter);
  const call = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "add" } };
  const rows: readonly (readonly [what: string, body: unknown, headers: Record<string, string>, status: number])[] = [
    ["no initialize", call, {}, 400],
    ["an unknown session", call, { "mcp-session-id": "nope" }, 404],
    ["no JSON", "{bad", {}, 400],
    ["nothing", "", {}, 400],
    ["a number", "5", {}, 400],
    ["null", "null", {}, 400],
    ["an empty batch", "[]", {}, 400],
    ["no JSON-RPC", { hello: 1 }, {}, 400],
    ["another version of JSON-RPC", { ...call, jsonrpc: "1.0" }, {}, 400],
    ["an initialize without parameters", { ...INITIALIZE, params: {} }, {}, 400],
    ["an initialize in another form", INITIALIZE, { "content-type": "text/plain" }, 415],
    ["an initialize that takes no events", INITIALIZE, { accept: "text/event-stream" }, 406],
    ["the newest revision without its envelope", call, { "mcp-protocol-version": "2026-07-28" }, 400],
    ["a body that is too deep", "[".repeat(100_000) + "]".repeat(100_000), {}, 413],
  ];
  for (const [what, body, headers, status] of rows) {
    assert.equal((await send(app, body, { headers })).status, status, what);
    assert.equal(app.sessionCount, 0, what);
  }
  for (const method of ["GET", "DELETE"]) {
    const refused = await app.fetch(new Request("http://localhost/mcp", { method, headers: { accept: ACCEPT } }));
    assert.equal(refused.status, 400, method);
    await refused.body?.cancel();
    const plain = await app.fetch(new Request("http://localhost/mcp", { method }));
    assert.deepEqual([plain.status, plain.headers.get("allow")], [405, "POST"]);
    await plain.body?.cancel();
  }
  await app.close();
});

Deno.test("a request that is larger than a message may be is answered with 413, in either protocol", async () => {
  const app = createApp(stateless, { messages: { maxInboundBytes: 10_000 } });
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "echo", arguments: { text: "x".repeat(10_000) } },
  };
  for (const accept of [ACCEPT, "*/*"]) {
    const { status, answer } = await send(app, call, { headers: { accept } });
    assert.deepEqual([status, answer.code], [413, "TOO_LARGE"]);
  }
  assert.equal(app.sessionCount, 0);
  await app.close();
});

Deno.test("a session of another principal, and one that has expired, are not found", async () => {
  const app = createApp(counter, { token: "trainer", agentToken: "agent", httpIdleTimeoutMs: 150 });
  const as = (token: string, id?: string | null) => ({
    headers: { authorization: `Bearer ${token}`, ...(id && { "mcp-session-id": id }) },
  });
  const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
  const { id } = await send(app, INITIALIZE, as("agent"));
  assert.equal((await send(app, list, as("agent", id))).status, 200);
  assert.equal((await send(app, list, as("trainer", id))).status, 404);
  while (app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await send(app, list, as("agent", id))).status, 404);
  await app.close();
});

Deno.test("a session with a call in flight does not expire, and its streams end with it", async () => {
  const app = createApp(counter, { httpIdleTimeoutMs: 100 });
  const { id } = await send(app, INITIALIZE);
  const headers = { accept: ACCEPT, "mcp-session-id": id! };
  const stream = await app.fetch(new Request("http://localhost/mcp", { headers }));
  assert.equal(stream.headers.get("content-type"), "text/event-stream");
  const params = { name: "misbehave", arguments: { how: "hang" } };
  const { answer } = await send(app, { jsonrpc: "2.0", id: 2, method: "tools/call", params }, { headers });
  assert.equal(answer.result.content[0].text, "Tool 'misbehave' timed out after 2 seconds");
  assert.equal(app.sessionCount, 1);
  assert.equal(await stream.text(), "");
  assert.equal(app.sessionCount, 0);
  await app.close();
});

Deno.test("a session takes a slot; where there is none, initialize is answered with 503", async () => {
  const app = createApp(counter, { maxSessions: 4 });
  const made = [await send(app, INITIALIZE), await send(app, INITIALIZE)];
  const { status, answer } = await send(app, INITIALIZE);
  assert.deepEqual([status, answer.id, answer.error.data], [503, 1, { active_sessions: 2, max_sessions: 2 }]);
  const headers = { "mcp-session-id": made[0]!.id! };
  assert.equal((await send(app, "", { method: "DELETE", body: null, headers })).status, 200);
  assert.equal((await send(app, INITIALIZE)).status, 200);
  await app.close();
  assert.equal(app.sessionCount, 0);
});

Deno.test("an environment without tools says so, whatever the revision", async () => {
  const app = createApp(
    defineEnvironment({ name: "plain", action: z.object({}), observation: z.object({}) }).implement(() => ({
      reset: () => ({ observation: {} }),
      step: () => ({ observation: {} }),
    })),
  );
  for (const revision of REVISIONS) {
    await assert.rejects(connectClient(app, { revision }), /Environment does not support MCP/, revision);
  }
  await app.close();
});

Deno.test("close() ends streams that clients keep open", async () => {
  await using server = await serveForTest(counter);
  const opened = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { accept: ACCEPT, "content-type": "application/json" },
    body: JSON.stringify(INITIALIZE),
  });
  const id = opened.headers.get("mcp-session-id")!;
  await opened.text();
  const stream = await fetch(`${server.url}/mcp`, { headers: { accept: ACCEPT, "mcp-session-id": id } });
  await server.running.shutdown();
  assert.equal(await stream.text(), "");
});

Deno.test("a client of a page or name that is foreign is refused; the reference's JSON-RPC is not asked for a name", async () => {
  const plain = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const hostOf = async (app: Pick<App, "fetch">, host: string, body: unknown, accept: string, token?: string) => {
    const headers = { host, accept, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return (await send(app, body, { headers })).status;
  };
  const open = createApp(counter);
  assert.equal(await hostOf(open, "any.example", INITIALIZE, ACCEPT), 200, "who listens where is not known");
  const bound = createApp(counter, { token: "t" });
  bound.listensOn("127.0.0.1");
  for (
    const [host, status] of [["rebound.example", 403], ["localhost:8000", 200], ["127.0.0.1", 200], [
      "[::1]:1",
      200,
    ]] as const
  ) {
    assert.equal(await hostOf(bound, host, INITIALIZE, ACCEPT, "t"), status, host);
    assert.equal(await hostOf(bound, host, plain, "*/*", "t"), 200, host);
  }
  const named = createApp(counter, { allowedHosts: ["env.example"] });
  named.listensOn("0.0.0.0");
  for (
    const [host, status] of [["rebound.example", 403], ["localhost", 403], ["env.example:80", 200], [
      "ENV.example",
      200,
    ]] as const
  ) {
    assert.equal(await hostOf(named, host, INITIALIZE, ACCEPT), status, host);
  }
  const origin = await send(open, INITIALIZE, { headers: { origin: "http://evil.example", host: "localhost" } });
  assert.equal(origin.status, 403);
  for (const app of [open, bound, named]) await app.close();
});
