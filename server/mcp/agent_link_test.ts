import assert from "node:assert/strict";
import { type App, createApp } from "../app.ts";
import { serveForTest } from "../serve_for_test.ts";
import { counter } from "../testdata/counter.ts";
import { connectClient, type Revision } from "../testdata/mcp_client.ts";
import { type Answer, openSession, reset, rpc } from "../testdata/rpc_client.ts";

const REVISIONS: readonly Revision[] = ["older", "newest"];

async function linkTo(app: App, session_id: string): Promise<string> {
  const { result } = await rpc(app, "openenv/session/agent", { session_id });
  assert.deepEqual(Object.keys(result), ["session_id", "url"]);
  assert.match(result.url, /^\/mcp\/[\w-]{43}$/);
  return result.url;
}

async function stateOf(app: App, session: string): Promise<Answer> {
  const headers = { "OpenEnv-Session": session };
  return await (await app.fetch(new Request("http://localhost/state", { headers }))).json();
}

/** The text of a failed call. */
function failure({ isError, content }: Answer): string {
  assert.equal(isError, true);
  return content[0].text;
}

Deno.test("an agent plays through a link, while the orchestrator reads every reward", async () => {
  for (const revision of REVISIONS) {
    const app = createApp(counter);
    const session_id = await openSession(app);
    const path = await linkTo(app, session_id);
    await reset(app, session_id, { from: 1, seed: 7 });
    const rewards: number[] = [];
    const trainer = (async () => {
      for (let since = 0, done = false; !done;) {
        const { result } = await rpc(app, "openenv/session/steps", { session_id, since, wait_ms: 20_000 });
        for (const step of result.steps) {
          rewards.push(step.reward);
          done ||= step.done;
        }
        since = result.next;
      }
    })();
    await using connected = await connectClient(app, { path, revision });
    const { client } = connected;
    assert.deepEqual((await client.listTools()).tools.map(({ name }) => name), ["add", "echo", "misbehave"]);
    for (const by of [2, 3, 4]) {
      const result = await client.callTool({ name: "add", arguments: { by } });
      const { _meta: _, ...own } = result;
      assert.deepEqual(own, { content: own.content, structuredContent: own.structuredContent });
      assert.doesNotMatch(JSON.stringify(result), /reward|done|terminated|seed/);
    }
    await trainer;
    assert.deepEqual(rewards, [0.2, 0.3, 0.4]);
    const { step_count, count, seed } = await stateOf(app, session_id);
    assert.deepEqual([step_count, count, seed], [3, 10, 7]);
    assert.equal(app.sessionCount, 1, "the agent takes no slot");
    await app.close();
  }
});

Deno.test("calls through a link begin no episode: they wait for the orchestrator's", async () => {
  for (const revision of REVISIONS) {
    const app = createApp(counter);
    const session_id = await openSession(app);
    await using connected = await connectClient(app, { path: await linkTo(app, session_id), revision });
    const add = (by: number) => connected.client.callTool({ name: "add", arguments: { by } });
    assert.equal(failure(await add(1)), "NOT_RESET: Cannot step session: environment has not been reset");
    assert.deepEqual(await stateOf(app, session_id), { episode_id: null, step_count: 0 });
    await reset(app, session_id);
    assert.deepEqual((await add(9)).structuredContent, { count: 9 });
    assert.deepEqual((await add(1)).structuredContent, { count: 10 });
    assert.equal(failure(await add(1)), "EPISODE_OVER: Cannot step session: the episode is over");
    await reset(app, session_id);
    assert.deepEqual((await add(1)).structuredContent, { count: 1 });
    const { result } = await rpc(app, "openenv/session/steps", { session_id });
    assert.deepEqual(result.steps.map(({ done }: Answer) => done), [false, true, false]);
    await app.close();
  }
});

Deno.test("a link is good for as long as its session, and for no other", async () => {
  for (const revision of REVISIONS) {
    const app = createApp(counter, { httpIdleTimeoutMs: 60_000 });
    const ids = [await openSession(app), await openSession(app)];
    const paths = [await linkTo(app, ids[0]!), await linkTo(app, ids[1]!)];
    assert.notEqual(paths[0], paths[1]);
    assert.equal(await linkTo(app, ids[0]!), paths[0]);
    for (const id of ids) await reset(app, id);
    await using connected = await connectClient(app, { path: paths[0], revision });
    await connected.client.callTool({ name: "add", arguments: { by: 5 } });
    assert.deepEqual((await Promise.all(ids.map((id) => stateOf(app, id)))).map(({ count }) => count), [5, 0]);
    await rpc(app, "openenv/session/close", { session_id: ids[0] });
    await assert.rejects(connected.client.callTool({ name: "add" }), /Unknown agent link/);
    await assert.rejects(connectClient(app, { path: paths[0], revision }), /Unknown agent link/);
    await using other = await connectClient(app, { path: paths[1], revision });
    assert.deepEqual((await other.client.callTool({ name: "add" })).structuredContent, { count: 1 });
    await app.close();
    await assert.rejects(connectClient(app, { path: paths[1], revision }), /Unknown agent link/);
  }
});

Deno.test("a guessed link opens nothing, with any token or none", async () => {
  const app = createApp(counter, { token: "trainer", agentToken: "agent" });
  const session_id = await openSession(app, "trainer");
  await rpc(app, "openenv/session/agent", { session_id }, "trainer");
  for (const guess of [session_id, "x", "%00", "a".repeat(10_000), "constructor", "__proto__", "..%2fmcp"]) {
    for (const authorization of ["Bearer trainer", "Bearer agent", ""]) {
      const init = { method: "POST", headers: { authorization }, body: "{}" };
      const response = await app.fetch(new Request(`http://localhost/mcp/${guess}`, init));
      assert.equal(response.status, 404, guess);
      await response.body?.cancel();
    }
  }
  for (const method of ["PUT", "PATCH"]) {
    const response = await app.fetch(new Request("http://localhost/mcp/x", { method }));
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST, GET, DELETE"]);
    await response.body?.cancel();
  }
  await app.close();
});

Deno.test("a link needs no token, takes the agent's, and never speaks the reference's JSON-RPC", async () => {
  const app = createApp(counter, { token: "trainer", agentToken: "agent" });
  const session_id = await openSession(app, "trainer");
  const { result } = await rpc(app, "openenv/session/agent", { session_id }, "trainer");
  const headers = { "OpenEnv-Session": session_id, authorization: "Bearer trainer" };
  await (await app.fetch(new Request("http://localhost/reset", { method: "POST", headers }))).body?.cancel();
  for (const [index, token] of [undefined, "agent", "trainer"].entries()) {
    await using connected = await connectClient(app, { path: result.url, token });
    const { structuredContent } = await connected.client.callTool({ name: "add" });
    assert.deepEqual(structuredContent, { count: index + 1 });
  }
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "openenv/session/steps", params: { session_id } });
  const plain = await app.fetch(new Request(`http://localhost${result.url}`, { method: "POST", body }));
  assert.equal(plain.status, 400);
  assert.doesNotMatch(await plain.text(), /reward/);
  const foreign = { method: "POST", body, headers: { origin: "http://evil.example" } };
  const refused = await app.fetch(new Request(`http://localhost${result.url}`, foreign));
  assert.equal(refused.status, 403);
  await refused.body?.cancel();
  await app.close();
});

Deno.test("the sessions of clients belong to the path that they were opened at", async () => {
  const app = createApp(counter);
  const paths: string[] = [];
  for (let count = 0; count < 2; count++) paths.push(await linkTo(app, await openSession(app)));
  await using connected = await connectClient(app, { path: paths[0] });
  const headers = {
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    "mcp-session-id": connected.transport.sessionId!,
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  for (const [path, status] of [[paths[0], 200], [paths[1], 404], ["/mcp", 404]] as const) {
    const response = await app.fetch(new Request(`http://localhost${path}`, { method: "POST", headers, body }));
    assert.equal(response.status, status, path!);
    await response.body?.cancel();
  }
  await app.close();
});

Deno.test("clients of one link share its session, and the oldest goes when there are too many", async () => {
  const app = createApp(counter);
  const session_id = await openSession(app);
  const path = await linkTo(app, session_id);
  await reset(app, session_id);
  await using stack = new AsyncDisposableStack();
  const clients = [];
  for (let count = 0; count < 9; count++) clients.push(stack.use(await connectClient(app, { path })).client);
  await assert.rejects(clients[0]!.callTool({ name: "add" }), /Session not found/);
  const [second, third] = await Promise.all(clients.slice(1, 3).map((client) => client.callTool({ name: "add" })));
  assert.deepEqual([second!.structuredContent, third!.structuredContent], [{ count: 1 }, { count: 2 }]);
  await app.close();
});

Deno.test("the session of a socket has a link too, which goes with the socket", async () => {
  await using server = await serveForTest(counter);
  const socket = new WebSocket(server.url.replace("http", "ws") + "/ws");
  await new Promise((resolve) => socket.onopen = resolve);
  const ask = async (frame: unknown): Promise<Answer> => {
    socket.send(JSON.stringify(frame));
    return JSON.parse(await new Promise<string>((resolve) => socket.onmessage = ({ data }) => resolve(data))).data;
  };
  const mcp = (method: string, params: unknown = {}) =>
    ask({ type: "mcp", data: { jsonrpc: "2.0", id: 1, method, params } });
  const { result } = await mcp("openenv/session/agent");
  await ask({ type: "reset", data: { from: 3 } });
  await using connected = await connectClient(server.app, { path: result.url });
  const waiting = mcp("openenv/session/steps", { wait_ms: 20_000 });
  assert.deepEqual((await connected.client.callTool({ name: "add" })).structuredContent, { count: 4 });
  assert.equal((await waiting).result.steps[0].reward, 0.1);
  assert.equal((await ask({ type: "state" })).count, 4);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
  while (server.app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(connected.client.callTool({ name: "add" }), /Unknown agent link/);
});

Deno.test("openenv/session/agent and steps refuse what they cannot use", async () => {
  const app = createApp(counter);
  const session_id = await openSession(app);
  const errorOf = async (method: string, params: unknown) => {
    const { code, message } = (await rpc(app, method, params)).error;
    return [code, message];
  };
  for (const method of ["openenv/session/agent", "openenv/session/steps"]) {
    assert.deepEqual(await errorOf(method, {}), [-32602, "Invalid params - 'session_id' is required"]);
    assert.deepEqual(await errorOf(method, { session_id: "nope" }), [-32602, "Unknown session_id: nope"]);
  }
  for (const key of ["since", "wait_ms"]) {
    for (const value of [-1, 1.5, "1", true, [], {}]) {
      const error = await errorOf("openenv/session/steps", { session_id, [key]: value });
      assert.deepEqual(error, [-32602, `Invalid params - '${key}' is not a whole number`]);
    }
  }
  assert.deepEqual((await rpc(app, "openenv/session/steps", { session_id, since: null })).result.steps, []);
  await app.close();
});

Deno.test("requests that wait for steps are answered when the session or the server closes", async () => {
  const app = createApp(counter);
  const [one, two] = [await openSession(app), await openSession(app)];
  const wait = (session_id: string) => rpc(app, "openenv/session/steps", { session_id, wait_ms: 30_000 });
  const waiting = [wait(one), wait(two)];
  await new Promise((resolve) => setTimeout(resolve, 5));
  await rpc(app, "openenv/session/close", { session_id: one });
  assert.deepEqual((await waiting[0]).result.steps, []);
  await app.close();
  assert.deepEqual((await waiting[1]).result.steps, []);
});
