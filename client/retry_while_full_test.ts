import assert from "node:assert/strict";
import { connect } from "./connect.ts";
import type { EnvClient } from "./env_client.ts";
import type { EnvClientOptions } from "./options.ts";
import { sleep, type StandIn, standIn } from "./testing_fixtures/servers.ts";

const FULL = JSON.stringify({
  type: "error",
  data: { message: "Server at capacity", code: "CAPACITY_REACHED", active_sessions: 1, max_sessions: 1 },
});
const RESULT = JSON.stringify({ type: "observation", data: { observation: {}, reward: null, done: false } });

/** A server with one slot, which stays taken for a while: it refuses the sockets from the second on. */
interface BusyServer extends StandIn {
  /** How many sockets are still refused. */
  refusals: number;
}

/** Answers like Python's: a refused socket opens, is told why, and is closed. A step is never answered. */
function busyServer(refusals: number, refusalDelayMs = 0): BusyServer {
  let sockets = 0;
  const server: BusyServer = Object.assign(
    standIn((route, request) => {
      if (route !== "GET /ws") return new Response(null, { status: 404 });
      const { socket, response } = Deno.upgradeWebSocket(request);
      const refuse = async () => {
        await sleep(refusalDelayMs);
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.send(FULL);
        socket.close(1000);
      };
      if (sockets++ > 0 && server.refusals-- > 0) socket.onopen = refuse;
      else socket.onmessage = ({ data }) => void (JSON.parse(data).type === "reset" && socket.send(RESULT));
      return response;
    }),
    { refusals },
  );
  return server;
}

/** Connects, and gives up on a step. */
async function afterTimeout(server: BusyServer, options?: EnvClientOptions): Promise<EnvClient> {
  const env = await connect(server.url, undefined, options);
  await env.reset();
  await assert.rejects(env.step({}, { timeoutMs: 20 }), { code: "TIMEOUT" });
  return env;
}

for (const delayMs of [0, 30]) {
  Deno.test(`reconnect() waits for the slot of a session that was given up (refused after ${delayMs} ms)`, async () => {
    await using server = busyServer(3, delayMs);
    await using env = await afterTimeout(server);
    await env.reconnect();
    assert.equal((await env.reset()).done, false);
    assert.equal((await env.reset()).done, false);
    assert.deepEqual(server.asked, Array(5).fill("GET /ws"));
    assert.equal(env.serverError, undefined);
  });
}

Deno.test("reconnect() also waits if the refusal comes before the first call", async () => {
  await using server = busyServer(2);
  await using env = await afterTimeout(server);
  await env.reconnect();
  await sleep(50);
  assert.equal(env.serverError?.code, "CAPACITY_REACHED");
  assert.equal((await env.reset()).done, false);
});

Deno.test("reconnect() waits no longer than connectTimeoutMs", async () => {
  await using server = busyServer(Infinity);
  await using env = await afterTimeout(server, { connectTimeoutMs: 200 });
  await env.reconnect();
  const start = performance.now();
  await assert.rejects(env.reset(), { code: "CAPACITY_REACHED" });
  assert.ok(performance.now() - start < 2000);
  const { length } = server.asked;
  assert.ok(length > 2, `${length} sockets`);
  await sleep(50); // the socket's end
  await assert.rejects(env.reset(), { code: "CAPACITY_REACHED" });
  assert.equal(server.asked.length, length, "only the first call waits");
});

Deno.test("connect() does not wait on a full server, and neither does a later call", async () => {
  await using server = busyServer(Infinity);
  await using first = await connect(server.url);
  await first.reset();
  await using env = await connect(server.url);
  await assert.rejects(env.reset(), { code: "CAPACITY_REACHED" });
  assert.equal(server.asked.length, 2);
});

Deno.test("a call that waits for a slot is refused company, and can be aborted", async () => {
  await using server = busyServer(Infinity);
  await using env = await afterTimeout(server);
  await env.reconnect();
  const controller = new AbortController();
  const waiting = env.reset({}, { signal: controller.signal });
  waiting.catch(() => undefined);
  await sleep(100);
  await assert.rejects(env.state(), { code: "BUSY" });
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, { message: "enough" });
});

Deno.test("close() ends the wait for a slot, and another reconnect() starts anew", async () => {
  await using server = busyServer(Infinity);
  await using env = await afterTimeout(server);
  await env.reconnect();
  const waiting = assert.rejects(env.reset(), { code: "CONNECTION_CLOSED" });
  await sleep(100);
  await env.close();
  await waiting;
  server.refusals = 1;
  void env.reconnect();
  assert.equal((await env.reset()).done, false);
});

Deno.test("the first call after reconnect() fails at once for any other reason", async () => {
  await using server = busyServer(0);
  await using env = await afterTimeout(server);
  await env.reconnect();
  await assert.rejects(env.step({}, { timeoutMs: 20 }), { code: "TIMEOUT" });
  await assert.rejects(env.reset(), { code: "CONNECTION_POISONED" });
  assert.equal(server.asked.length, 2);
});
