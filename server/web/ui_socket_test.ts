import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import type { AppOptions } from "../options.ts";
import { serveForTest, type ServerForTest } from "../serve_for_test.ts";

const environment = defineEnvironment({
  name: "board",
  action: z.object({ say: z.string().default("hi") }),
  observation: z.object({ said: z.string() }),
}).implement(() => ({
  reset: () => ({ observation: { said: "" } }),
  step: ({ say }) => ({ observation: { said: say }, reward: 1, info: { a: 1 } }),
}));

/** A socket of a browser, which can't send headers, and the messages that it gets, one at a time. */
async function openSocket(url: string) {
  const socket = new WebSocket(url.replace("http", "ws"));
  const messages: string[] = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => (messages.push(data), wake());
  const ended = new Promise<string>((resolve) => {
    socket.onclose = ({ code, reason }) => (resolve(`${code} ${reason}`.trim()), wake());
  });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  const next = async (): Promise<string> => {
    while (messages.length === 0) await new Promise<void>((resolve) => wake = resolve);
    return messages.shift()!;
  };
  return {
    socket,
    isOpen,
    next,
    ended,
    async close() {
      socket.close();
      await ended;
    },
  };
}

function askOf({ url }: ServerForTest, headers: Record<string, string> = {}) {
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { id: response.headers.get("OpenEnv-Session")!, body: await response.json() };
  };
}

const SHARED: AppOptions = { httpSession: "shared" };

Deno.test("/ws/ui pushes what the shared session does, as the reference writes it", async () => {
  await using server = await serveForTest(environment, SHARED);
  const ask = askOf(server);
  const socket = await openSocket(`${server.url}/ws/ui`);
  assert.equal(
    await socket.next(),
    '{"type": "state_update", "episode_state": {"episode_id": null, "step_count": 0, "current_observation": null, ' +
      '"action_logs": [], "is_reset": true}}',
  );
  await ask("POST", "/web/reset", { episode_id: "ep-1" });
  const { episode_state: begun } = JSON.parse(await socket.next());
  assert.deepEqual([begun.episode_id, begun.is_reset, begun.current_observation], ["ep-1", true, {
    metadata: {},
    said: "",
  }]);
  socket.socket.send("whatever");
  await ask("POST", "/web/step", { action: { metadata: { a: 1 } } });
  const text = await socket.next();
  assert.match(text, /"timestamp": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}"/);
  const { episode_state } = JSON.parse(text);
  const [{ timestamp: _, ...logged }] = episode_state.action_logs;
  const observation = { metadata: { a: 1 }, said: "hi" };
  assert.deepEqual(logged, { action: { say: "hi" }, observation, reward: 1, done: false, step_count: 1 });
  assert.deepEqual([episode_state.step_count, episode_state.is_reset], [1, false]);
  const late = await openSocket(`${server.url}/ws/ui`);
  assert.equal(await late.next(), text);
  await ask("POST", "/web/reset");
  for (const each of [socket, late]) {
    assert.deepEqual(JSON.parse(await each.next()).episode_state.action_logs, []);
    await each.close();
  }
});

Deno.test("/ws/ui of a server whose callers share nothing needs a session, and ends with it", async () => {
  await using server = await serveForTest(environment);
  const ask = askOf(server);
  assert.equal((await openSocket(`${server.url}/ws/ui`)).isOpen, false);
  assert.equal((await openSocket(`${server.url}/ws/ui?session_id=x`)).isOpen, false);
  const { id } = await ask("POST", "/reset");
  const socket = await openSocket(`${server.url}/ws/ui?session_id=${id}`);
  await socket.next();
  await askOf(server, { "OpenEnv-Session": id })("POST", "/step", { action: {} });
  assert.equal(JSON.parse(await socket.next()).episode_state.step_count, 1);
  await askOf(server, { "OpenEnv-Session": id })("DELETE", "/session");
  assert.equal(await socket.ended, "1001 SESSION_CLOSED");
});

Deno.test("a ticket opens one socket of a server with a token, once", async () => {
  await using server = await serveForTest(environment, { ...SHARED, token: "t" });
  const ask = askOf(server, { authorization: "Bearer t" });
  assert.equal((await openSocket(`${server.url}/ws/ui`)).isOpen, false);
  assert.equal((await openSocket(`${server.url}/ws?ticket=x`)).isOpen, false);
  for (const path of ["/ws/ui", "/ws"]) {
    const { body: { ticket } } = await ask("POST", "/web/ticket");
    const socket = await openSocket(`${server.url}${path}?ticket=${ticket}`);
    assert.equal(socket.isOpen, true);
    assert.equal((await openSocket(`${server.url}${path}?ticket=${ticket}`)).isOpen, false);
    await socket.close();
  }
  const { body: { ticket } } = await ask("POST", "/web/ticket");
  const refused = await fetch(`${server.url}/web/about?ticket=${ticket}`);
  assert.equal(refused.status, 401);
  await refused.body?.cancel();
});

Deno.test("a socket at /ws/ui does not hold up a shutdown", async () => {
  const server = await serveForTest(environment, SHARED);
  const socket = await openSocket(`${server.url}/ws/ui`);
  await socket.next();
  await server.running.shutdown();
  assert.match(await socket.ended, /^1001/);
  assert.doesNotMatch(server.logged.join("\n"), /cuts/);
});
