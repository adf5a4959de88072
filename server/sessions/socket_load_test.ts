import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest, type ServerForTest } from "../serve_for_test.ts";
import { RawWebSocket } from "../testdata/raw_websocket.ts";
import { until } from "../testdata/serving_child.ts";

const MIB = 1 << 20;

let steps = 0;

const environment = defineEnvironment({
  name: "large",
  action: z.object({ size: z.int() }),
  observation: z.object({ text: z.string() }),
}).implement(() => ({
  reset: () => ({ observation: { text: "" } }),
  step: ({ size }) => {
    steps++;
    return { observation: { text: "x".repeat(size) } };
  },
}));

interface Load {
  readonly active_sessions: number;
  readonly closing_sockets: number;
  readonly unread_bytes: number;
}

async function loadOf({ url }: ServerForTest): Promise<Load> {
  return await (await fetch(`${url}/metadata`)).json();
}

/** The message that a new socket is refused with; `undefined` if it gets a session. */
async function refusalOf({ url }: ServerForTest): Promise<string | undefined> {
  const socket = new WebSocket(url.replace("http", "ws") + "/ws");
  const first = new Promise<MessageEvent>((resolve) => socket.onmessage = resolve);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.onopen = () => socket.send('{"type":"state"}');
  const { type, data } = JSON.parse((await first).data);
  socket.close();
  await closed;
  if (type === "error" && data.code !== "CAPACITY_REACHED") return undefined;
  return data.message;
}

const REFUSED_FOR_CLOSING = /0\/1 sessions active, and the sockets of 1 closed ones are not gone yet/;

Deno.test("a client that never reads holds 16 MiB and a message, and its slot until it is gone", async () => {
  await using server = await serveForTest(environment, { maxSessions: 1 });
  const message = 4 * MIB;
  let load: Load;
  {
    using peer = await RawWebSocket.connect(server.running.port);
    await peer.send({ type: "reset" });
    // One after another: a message that comes once the server has begun to close makes the runtime drop the socket.
    await until(async () => {
      const before = steps;
      await peer.send({ type: "step", data: { size: message } });
      await until(() => steps > before);
      load = await loadOf(server);
      return load.closing_sockets === 1;
    });
    assert.ok(load!.unread_bytes > 16 * MIB && load!.unread_bytes < 17 * MIB + message, JSON.stringify(load!));
    assert.equal(load!.active_sessions, 0);
    assert.match((await refusalOf(server))!, REFUSED_FOR_CLOSING);
    assert.match(String(server.logged), REFUSED_FOR_CLOSING);
  }
  await until(async () => await refusalOf(server) === undefined);
  assert.deepEqual((await loadOf(server)).unread_bytes, 0);
});

Deno.test("an expired session keeps its slot until its socket is gone", async () => {
  await using server = await serveForTest(environment, { maxSessions: 1, idleTimeoutMs: 50 });
  {
    using peer = await RawWebSocket.connect(server.running.port);
    await peer.send({ type: "reset" });
    await until(async () => REFUSED_FOR_CLOSING.test(await refusalOf(server) ?? ""));
  }
  await until(async () => await refusalOf(server) === undefined);
});

Deno.test("refused sockets whose clients stay are bounded: then upgrades are answered with 503", async () => {
  await using server = await serveForTest(environment, { maxSessions: 1 });
  {
    using sockets = new DisposableStack();
    const connect = async () => sockets.use(await RawWebSocket.connect(server.running.port)).status;
    for (let count = 0; count < 1 + 1 + 64; count++) assert.equal(await connect(), 101);
    await until(async () => await connect() === 503);
    const { closing_sockets } = await loadOf(server);
    assert.ok(closing_sockets >= 1 + 64, `${closing_sockets} closing sockets`);
  }
  await until(async () => await refusalOf(server) === undefined);
});

Deno.test("bytes that wait for clients which do not read are bounded: then new sockets are refused", async () => {
  await using server = await serveForTest(environment, { maxSessions: 8, maxUnreadBytes: MIB });
  const size = 32 * MIB; // more than the system takes of a message that is not read
  using peer = await RawWebSocket.connect(server.running.port);
  await peer.send({ type: "reset" });
  await peer.send({ type: "step", data: { size } });
  await until(async () => /bytes wait for clients that do not read/.test(await refusalOf(server) ?? ""));
  assert.match(String(server.logged), /Refusing sessions: \d+ bytes wait/);
  await peer.skip(size);
  await until(async () => await refusalOf(server) === undefined);
});
