import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { holdIntervals } from "../../tests/held_timers.ts";
import { serveForTest } from "../serve_for_test.ts";
import { until } from "../testdata/serving_child.ts";

const contract = defineEnvironment({
  name: "probe",
  action: z.object({ do: z.enum(["echo", "hang", "wait"]).default("echo"), text: z.string().default("") }),
  observation: z.object({ text: z.string() }),
});

/** Counts of events in the instances of one environment. */
interface Seen {
  made: number;
  closed: number;
  aborted: number;
  /** How many steps have begun to wait. */
  waiting: number;
  /** Lets the last of them go on. */
  release: () => void;
}

function makeProbe() {
  const seen: Seen = { made: 0, closed: 0, aborted: 0, waiting: 0, release: () => {} };
  const environment = contract.implement(() => {
    seen.made++;
    return {
      reset: () => ({ observation: { text: "ready" } }),
      step: ({ do: what, text }, { signal }) => {
        if (what === "echo") return { observation: { text } };
        signal.addEventListener("abort", () => seen.aborted++);
        const held = Promise.withResolvers<void>();
        seen.waiting++;
        seen.release = held.resolve;
        if (what === "hang") signal.addEventListener("abort", () => held.resolve());
        return held.promise.then(() => ({ observation: { text: "done" } }));
      },
      close: () => void seen.closed++,
    };
  });
  return { seen, environment };
}

/** A raw socket whose frames and end can be awaited one by one. */
class Peer {
  readonly socket: WebSocket;
  readonly #frames: string[] = [];
  readonly #waiting: ((frame: string) => void)[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly opened: Promise<void>;

  constructor(url: string, path = "/ws") {
    this.socket = new WebSocket(url.replace("http", "ws") + path);
    this.closed = new Promise((resolve) => this.socket.onclose = ({ code, reason }) => resolve({ code, reason }));
    this.opened = new Promise((resolve) => this.socket.onopen = () => resolve());
    this.socket.onerror = (event) => event.preventDefault();
    this.socket.onmessage = ({ data }) => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#frames.push(data);
      else waiting(data);
    };
  }

  async receive(): Promise<Record<string, unknown>> {
    const frame = this.#frames.shift() ?? await new Promise<string>((resolve) => this.#waiting.push(resolve));
    return JSON.parse(frame);
  }

  async ask(message: unknown): Promise<Record<string, unknown>> {
    await this.opened;
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return await this.receive();
  }

  async end(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

Deno.test("/ws answers reset, step and state, and closes with 1000 after close", async () => {
  await using server = await serveForTest(makeProbe().environment);
  const peer = new Peer(server.url);
  assert.deepEqual(await peer.ask({ type: "reset", data: { seed: 3, episode_id: "e1" } }), {
    type: "observation",
    data: {
      observation: { metadata: {}, text: "ready" },
      reward: null,
      done: false,
      terminated: false,
      truncated: false,
    },
  });
  await peer.ask({ type: "step", data: { text: "hi" } });
  assert.deepEqual(await peer.ask({ type: "state" }), {
    type: "state",
    data: { episode_id: "e1", step_count: 1, seed: 3 },
  });
  peer.socket.send('{"type":"close"}');
  assert.deepEqual(await peer.closed, { code: 1000, reason: "" });
  await until(() => server.app.sessionCount === 0);
});

Deno.test("/ws also answers with a trailing slash, and with 404 to a plain GET", async () => {
  await using server = await serveForTest(makeProbe().environment);
  const peer = new Peer(server.url, "/ws/");
  assert.equal((await peer.ask({ type: "reset" })).type, "observation");
  await peer.end();
  const plain = await fetch(`${server.url}/ws`);
  assert.equal(plain.status, 404);
  await plain.body?.cancel();
});

Deno.test("/ws refuses the session above maxSessions with both counts, then closes with 1000", async () => {
  await using server = await serveForTest(makeProbe().environment, { maxSessions: 2 });
  const peers = [new Peer(server.url), new Peer(server.url)];
  for (const peer of peers) await peer.ask({ type: "reset" });
  const refused = new Peer(server.url);
  assert.deepEqual(await refused.receive(), {
    type: "error",
    data: {
      message: "Server at capacity: 2/2 sessions active. Cannot accept new connections.",
      code: "CAPACITY_REACHED",
      active_sessions: 2,
      max_sessions: 2,
    },
  });
  assert.deepEqual(await refused.closed, { code: 1000, reason: "" });
  await peers[0]!.end();
  await until(() => server.app.sessionCount === 1);
  const next = new Peer(server.url);
  assert.equal((await next.ask({ type: "reset" })).type, "observation");
  await Promise.all([next.end(), peers[1]!.end()]);
});

Deno.test("/ws reports a factory that throws, then closes with 1000 and frees the slot", async () => {
  const environment = contract.implement(function makeNothing() {
    throw new Error("no disk");
  });
  await using server = await serveForTest(environment);
  const peer = new Peer(server.url);
  assert.deepEqual(await peer.receive(), {
    type: "error",
    data: {
      message: "Environment factory 'makeNothing' failed to create instance.",
      code: "FACTORY_ERROR",
      factory_name: "makeNothing",
      reason: "no disk",
    },
  });
  assert.deepEqual(await peer.closed, { code: 1000, reason: "" });
  assert.equal(server.app.sessionCount, 0);
});

Deno.test("/ws aborts the step of a client that vanishes, frees its slot at once, and closes the instance", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment);
  const peer = new Peer(server.url);
  await peer.ask({ type: "reset" });
  peer.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  await peer.end();
  await until(() => server.app.sessionCount === 0 && seen.aborted === 1);
  assert.equal(seen.closed, 0);
  seen.release();
  await until(() => seen.closed === 1);
});

Deno.test("/ws answers a close handshake at once while a step is pending", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment);
  const peer = new Peer(server.url);
  await peer.ask({ type: "reset" });
  peer.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  peer.socket.close(1000, "tired");
  assert.deepEqual(await peer.closed, { code: 1000, reason: "tired" });
  seen.release();
  await until(() => seen.closed === 1);
});

Deno.test("/ws times out a step that never resolves, and works again after a reset", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment, { limits: { stepMs: 60 } });
  const [peer, neighbour] = [new Peer(server.url), new Peer(server.url)];
  await Promise.all([peer.ask({ type: "reset" }), neighbour.ask({ type: "reset" })]);
  assert.deepEqual(await peer.ask({ type: "step", data: { do: "wait" } }), {
    type: "error",
    data: {
      message: "Cannot finish step: no result within 60 ms (limits.stepMs)",
      code: "TIMEOUT",
      timeout_ms: 60,
      limit: "limits.stepMs",
    },
  });
  assert.equal(seen.aborted, 1);
  const broken = await peer.ask({ type: "step", data: {} });
  assert.equal((broken.data as { code: string }).code, "SESSION_BROKEN");
  assert.equal((await neighbour.ask({ type: "step", data: { text: "fine" } })).type, "observation");
  assert.equal((await peer.ask({ type: "reset" })).type, "observation");
  assert.deepEqual([seen.made, seen.closed], [3, 0]);
  seen.release();
  await until(() => seen.closed === 1);
  await Promise.all([peer.end(), neighbour.end()]);
});

Deno.test("/ws answers a frame of 20 MiB and a binary frame with an error, and the session goes on", async () => {
  await using server = await serveForTest(makeProbe().environment);
  const peer = new Peer(server.url);
  await peer.ask({ type: "reset" });
  const large = await peer.ask({ type: "step", data: { text: "x".repeat(20 * 1024 * 1024) } });
  assert.equal((large.data as { code: string }).code, "TOO_LARGE");
  peer.socket.send(new Uint8Array([1, 2, 3]));
  assert.deepEqual(await peer.receive(), {
    type: "error",
    data: { message: "Invalid JSON: the frame is binary, expected text", code: "INVALID_JSON" },
  });
  assert.equal((await peer.ask({ type: "step", data: { text: "hi" } })).type, "observation");
  await peer.end();
});

Deno.test("/ws closes the socket of a client that sends far ahead of its answers", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment);
  const peer = new Peer(server.url);
  await peer.ask({ type: "reset" });
  peer.socket.send('{"type":"step","data":{"do":"hang"}}');
  for (let count = 0; count < 1024; count++) peer.socket.send('{"type":"state"}');
  assert.deepEqual(await peer.closed, { code: 1008, reason: "TOO_MANY_FRAMES" });
  await until(() => seen.closed === 1 && server.app.sessionCount === 0);
});

Deno.test("/ws closes an idle session with 1001 and SESSION_EXPIRED, and never one with a call in flight", async () => {
  const { seen, environment } = makeProbe();
  using sweeps = holdIntervals();
  await using server = await serveForTest(environment, { idleTimeoutMs: 1 });
  const [idle, busy] = [new Peer(server.url), new Peer(server.url)];
  await Promise.all([idle.ask({ type: "reset" }), busy.ask({ type: "reset" })]);
  busy.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  await until(() => {
    sweeps.fire();
    return server.app.sessionCount === 1;
  });
  assert.deepEqual(await idle.closed, { code: 1001, reason: "SESSION_EXPIRED" });
  sweeps.fire();
  assert.equal(server.app.sessionCount, 1);
  seen.release();
  assert.equal((await busy.receive()).type, "observation");
  await busy.end();
});

Deno.test("/ws leaves a joined HTTP session the idle time of an open socket, counted in calls", async () => {
  const { seen, environment } = makeProbe();
  using sweeps = holdIntervals();
  await using server = await serveForTest(environment, { idleTimeoutMs: 1, httpIdleTimeoutMs: 3_600_000 });
  const reset = async (headers: HeadersInit = {}) => {
    return await (await fetch(`${server.url}/reset`, { method: "POST", headers })).json();
  };
  const { session_id } = await reset();
  await reset(); // a session that no socket joins
  const peer = new Peer(server.url, `/ws?session_id=${session_id}`);
  await peer.opened;
  peer.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  sweeps.fire();
  seen.release();
  assert.equal((await peer.receive()).type, "observation", "a session with a call in flight is not idle");
  await until(() => {
    sweeps.fire();
    return server.app.sessionCount === 1;
  });
  assert.deepEqual(await peer.closed, { code: 1001, reason: "SESSION_EXPIRED" });
  assert.equal((await reset({ "OpenEnv-Session": session_id })).code, "SESSION_EXPIRED");
});

Deno.test("App.close() lets a running step finish, then closes its socket with 1001", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment);
  const [peer, resting] = [new Peer(server.url), new Peer(server.url)];
  await Promise.all([peer.ask({ type: "reset" }), resting.ask({ type: "reset" })]);
  peer.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  const stopped = server.running.shutdown();
  assert.deepEqual(await resting.closed, { code: 1001, reason: "SERVER_SHUTDOWN" });
  seen.release();
  assert.deepEqual((await peer.receive()).type, "observation");
  assert.deepEqual(await peer.closed, { code: 1001, reason: "SERVER_SHUTDOWN" });
  await stopped;
  assert.deepEqual([server.app.sessionCount, seen.closed], [0, 2]);
});

Deno.test("App.close() gives up on a step that does not finish in time", async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment, { shutdownTimeoutMs: 50 });
  const peer = new Peer(server.url);
  await peer.ask({ type: "reset" });
  peer.socket.send('{"type":"step","data":{"do":"wait"}}');
  await until(() => seen.waiting === 1);
  await server.running.shutdown();
  assert.deepEqual([server.app.sessionCount, seen.aborted], [0, 1]);
  await peer.closed;
  seen.release();
  await until(() => seen.closed === 1);
});

Deno.test(`/ws is back to zero sessions and instances after ${CASE_COUNT * 5} connects and disconnects`, async () => {
  const { seen, environment } = makeProbe();
  await using server = await serveForTest(environment, { maxSessions: 64 });
  let left = CASE_COUNT * 5;
  await Promise.all(Array.from({ length: 16 }, async (_, worker) => {
    while (left-- > 0) {
      const peer = new Peer(server.url);
      await peer.opened;
      if (worker % 2 === 0) peer.socket.send('{"type":"reset"}');
      await peer.end();
    }
  }));
  await until(() => server.app.sessionCount === 0 && seen.made === seen.closed);
  assert.deepEqual(server.logged, []);
});
