/**
 * Our client drives the reference's servers: `probe_server.py` on the package's public API, of each generation; and
 * over HTTP, ours.
 */

import assert from "node:assert/strict";
import { connect, EnvClient, HttpEnvClient } from "@openenv/client";
import {
  CapacityError,
  ConnectionClosedError,
  ExecutionError,
  FactoryError,
  OneShotServerError,
  ValidationError,
} from "@openenv/core";
import { RawSocket } from "../vectors/raw_socket.ts";
import { startOurServer } from "./our_server.ts";
import { probe } from "./probe_environment.ts";
import { OPENENV_VERSIONS, type OpenenvVersion, startPythonServer } from "./python.ts";
import { rejection } from "./rejection.ts";

const MIB = 1024 * 1024;
const BARE = { text: "", tags: [], place: null, value: null };

for (const version of Object.values(OPENENV_VERSIONS)) {
  Deno.test(`our client drives a server of ${version}`, async (t) => {
    await using server = await startPythonServer("probe_server.py", [], { version });
    await t.step("a whole episode, with a contract", () => playEpisode(server.url, version, probe));
    await t.step("a whole episode, without a contract", () => playEpisode(server.url, version));
    await t.step("errors come back as classes with code and data", () => checkErrors(server.url));
    await t.step("a full server refuses", () => checkCapacity(server.url));
    await t.step("asking for the second profile is harmless", () => checkProfileQuery(server.url));
  });
}

Deno.test("our client and the reference server in unusual situations", async (t) => {
  await using server = await startPythonServer("every_server.py");
  await t.step("HttpEnvClient says that there are no episodes over HTTP", () => checkOneShot(server.url));
  await t.step("a constructor that raises", () => checkFactory(`${server.url}/broken-probe`));
  await t.step("a late reply is never taken for the next answer", () => checkLateReplies(`${server.url}/probe`));
  await t.step("an aborted call poisons as well", () => checkAbort(`${server.url}/probe`));
  await t.step("frames with bare NaN and Infinity", () => checkBareTokens(`${server.url}/probe/raw`));
  await t.step("large observations", () => checkLargeObservations(`${server.url}/probe`));
  await t.step("large actions", () => checkLargeActions(`${server.url}/probe`));
  await t.step("sessions side by side", () => checkSideBySide(`${server.url}/probe`));
  await t.step("the end of the server", () => checkEnd(`${server.url}/probe`, () => server.child.stop()));
});

Deno.test("our client waits for the only slot of a server whose step runs on", async () => {
  await using server = await startPythonServer("probe_server.py", ["--capacity", "1"]);
  await using env = await connect(server.url, probe);
  await env.reset();
  assert.equal((await rejection(env.step({ op: "sleep", seconds: 1.5 }, { timeoutMs: 200 }))).code, "TIMEOUT");
  await using other = await connect(server.url, probe);
  assert.equal((await rejection(other.reset())).code, "CAPACITY_REACHED");
  await env.reconnect();
  assert.equal((await env.reset({ text: "again" })).observation.text, "again");
  assert.equal((await env.step({ op: "echo", text: "on" })).observation.text, "on");
});

Deno.test("HttpEnvClient plays an episode on our server", async () => {
  await using server = await startOurServer({ environment: "probe", token: "a-token" });
  await using env = new HttpEnvClient(server.url, probe, { token: "a-token" });
  const going = { reward: null, terminated: false, truncated: false, done: false };
  assert.deepEqual(await env.reset({ seed: 5, episode_id: "ep", text: "go" }), {
    ...going,
    observation: { ...BARE, text: "go" },
    info: { origin: "reset" },
  });
  const { observation, reward, info } = await env.step({ op: "echo", text: "h\u00e9 \u{1f995}", level: 3 });
  assert.deepEqual([observation.text, reward, info], ["h\u00e9 \u{1f995}", 1.5, { step: 1 }]);
  assert.equal((await rejection(env.step({ op: "nan" }))).code, "INVALID_REWARD");
  const over = { reward: 1, terminated: true, truncated: false, done: true };
  assert.deepEqual(await env.step({ op: "end" }), { ...over, observation: { ...BARE, text: "over" }, info: {} });
  assert.equal((await rejection(env.step({ op: "echo" }))).code, "EPISODE_OVER");
  const { seed, episode_id, step_count } = await env.state();
  assert.deepEqual([seed, episode_id, step_count], [5, "ep", 3]);
  assert.equal((await rejection(new HttpEnvClient(server.url, probe).reset())).code, "UNAUTHORIZED");
});

async function playEpisode(url: string, version: OpenenvVersion, contract?: typeof probe): Promise<void> {
  await using env = await connectAs(url, contract);
  const info = (metadata: Record<string, unknown>) => version === OPENENV_VERSIONS.oldest ? {} : metadata;
  const going = { reward: null, terminated: false, truncated: false, done: false };
  assert.deepEqual(await env.reset({ seed: 5, episode_id: "ep", text: "go" }), {
    ...going,
    observation: { ...BARE, text: "go" },
    info: info({ origin: "reset" }),
  });
  const place = { label: "here", spots: [{ x: 3, y: 0.5 }] };
  assert.deepEqual(await env.step({ op: "echo", text: "h\u00e9 \u{1f995}", level: 3, tags: ["a", "b"] }), {
    ...going,
    observation: { ...BARE, text: "h\u00e9 \u{1f995}", tags: ["a", "b"], place },
    reward: 1.5,
    info: info({ step: 1 }),
  });
  const nothing = await env.step({ op: "nan" }); // the reference sends numbers that JSON can't say as null
  assert.deepEqual(nothing, { ...going, observation: { ...BARE, text: "nan" }, info: {} });
  const over = { reward: 1, terminated: true, truncated: false, done: true };
  assert.deepEqual(await env.step({ op: "end" }), { ...over, observation: { ...BARE, text: "over" }, info: {} });
  assert.deepEqual(await env.state(), {
    episode_id: "ep",
    step_count: 3,
    seed_given: 5,
    history: ["echo", "nan", "end"],
  });
  await env.reset();
  assert.equal((await env.state()).step_count, 0);
}

async function checkErrors(url: string): Promise<void> {
  await using env = await connect(url);
  await env.reset({ seed: 1 });
  const refused = await rejection(env.step({ op: "echo", level: 12, tags: ["1", "2", "3", "4"], extra: 1 }));
  assert.ok(refused instanceof ValidationError);
  assert.equal(refused.code, "VALIDATION_ERROR");
  assert.deepEqual(refused.data.errors.map(({ type, loc }) => [type, ...loc]), [
    ["less_than_equal", "level"],
    ["too_long", "tags"],
    ["extra_forbidden", "extra"],
  ]);
  const raised = await rejection(env.step({ op: "raise", text: "as planned" }));
  assert.ok(raised instanceof ExecutionError);
  assert.deepEqual([raised.code, raised.message], ["EXECUTION_ERROR", "as planned"]);
  assert.equal((await env.step({ op: "echo", text: "still here" })).observation.text, "still here");
}

async function checkCapacity(url: string): Promise<void> {
  await using first = await connect(url);
  await using second = await connect(url);
  await Promise.all([first.reset(), second.reset()]); // both have their slot
  for (const waitMs of [0, 300]) {
    await using third = new EnvClient(url);
    await third.connect();
    await sleep(waitMs);
    const refusal = await rejection(third.reset());
    assert.ok(refusal instanceof CapacityError, `${waitMs} ms: ${refusal}`);
    assert.deepEqual(refusal.data, { active_sessions: 2, max_sessions: 2 });
  }
  await first.close();
  await untilFree(url);
}

async function checkOneShot(url: string): Promise<void> {
  for (const path of ["probe", "declared-note", "failing"]) {
    const refusal = await rejection(connect(`${url}/${path}`, undefined, { transport: "http" }));
    assert.ok(refusal instanceof OneShotServerError, `${path}: ${refusal}`);
    assert.deepEqual(refusal.data, { url: `${url}/${path}` });
    await using env = new HttpEnvClient(`${url}/${path}`);
    assert.equal((await rejection(env.reset())).code, "ONE_SHOT_SERVER");
    assert.equal((await rejection(env.step({ message: "hi" }))).code, "ONE_SHOT_SERVER");
  }
  // In production mode there is no state to tell it by, and nothing that would answer.
  const refusal = await rejection(connect(`${url}/production-note`, undefined, { transport: "http" }));
  assert.equal(refusal.code, "CONNECTION_FAILED");
  assert.match(refusal.message, /404/);
}

/** The reference frees a slot a moment after the close. */
async function untilFree(url: string): Promise<void> {
  for (let attempts = 0; attempts < 300; attempts++) {
    await using next = await connect(url);
    const refusal = await next.reset().then(() => undefined, (error) => error);
    if (refusal === undefined) return;
    assert.ok(refusal instanceof CapacityError, String(refusal));
    await sleep(100);
  }
  assert.fail("the slot was never freed");
}

async function checkProfileQuery(url: string): Promise<void> {
  await using socket = await RawSocket.open(`${url}/ws?protocol=openenv.v2`);
  const { frames } = await socket.exchange('{"type":"reset","data":{"text":"first"}}', { receive: "<text>" });
  assert.equal(frames.length, 1); // an answer, and no greeting before it
  assert.equal(JSON.parse(frames[0]!).data.observation.text, "first");
}

async function checkFactory(url: string): Promise<void> {
  await using env = new EnvClient(url);
  const failure = await rejection(env.reset());
  assert.ok(failure instanceof FactoryError);
  assert.equal(failure.data.factory_name, "FailingProbeEnvironment");
}

async function checkLateReplies(url: string): Promise<void> {
  await using env = await connect(url, probe);
  for (const round of ["one", "two", "three"]) {
    await env.reset({ text: round });
    const timeout = await rejection(env.step({ op: "sleep", seconds: 0.6, text: round }, { timeoutMs: 150 }));
    assert.equal(timeout.code, "TIMEOUT");
    assert.equal((await rejection(env.step({ op: "echo" }))).code, "CONNECTION_POISONED");
    await env.reconnect();
    assert.equal((await env.state()).episode_id, null); // a new session
    assert.equal((await env.reset({ text: `after ${round}` })).observation.text, `after ${round}`);
    await sleep(700); // the late reply would have come by now
    assert.equal((await env.step({ op: "echo", text: round })).observation.text, round);
  }
}

async function checkAbort(url: string): Promise<void> {
  await using env = await connect(url, probe);
  await env.reset();
  const slow = env.step({ op: "sleep", seconds: 0.4 }, { signal: AbortSignal.timeout(100) });
  await assert.rejects(slow, { name: "TimeoutError" });
  assert.equal((await rejection(env.state())).code, "CONNECTION_POISONED");
}

async function checkBareTokens(url: string): Promise<void> {
  await using env = await connect(url);
  const { observation } = await env.reset();
  assert.deepEqual(observation, {
    text: "bare NaN, Infinity and -Infinity",
    value: Infinity,
    values: [1, NaN, -Infinity],
  });
  assert.equal((await rejection(env.step({}))).code, "INVALID_REWARD");
  assert.equal((await env.state() as Record<string, unknown>).temperature, -Infinity);
}

async function checkLargeObservations(url: string): Promise<void> {
  await using env = await connect(url, probe, { replyTimeoutMs: 120_000 });
  await env.reset();
  for (const size of [20 * MIB, 50 * MIB]) {
    assert.equal((await env.step({ op: "blob", size })).observation.text.length, size);
  }
  const failure = await rejection(env.step({ op: "blob", size: 65 * MIB })); // more than the runtime takes
  assert.equal(failure.code, "CONNECTION_CLOSED");
}

async function checkLargeActions(url: string): Promise<void> {
  await using env = await connect(url, probe, { replyTimeoutMs: 120_000 });
  await env.reset();
  const text = "y".repeat(15_000_000);
  assert.equal((await env.step({ op: "echo", text })).observation.text, text);
  const refused = await rejection(env.step({ op: "echo", text: "y".repeat(17_000_000) }));
  assert.ok(refused instanceof ConnectionClosedError);
  // The reference says 1009; Deno's WebSocket says 0 where the peer hangs up before the frame was sent to its end.
  assert.ok([0, 1009].includes(refused.data.close_code), refused.message);
  await env.reconnect();
  const unsent = await rejection(env.step({ op: "echo", text: "y".repeat(65 * MIB) }));
  assert.equal(unsent.code, "TOO_LARGE");
  await env.reset();
}

async function checkSideBySide(url: string): Promise<void> {
  const play = async (seed: number) => {
    await using env = await connect(url, probe);
    await env.reset({ seed });
    for (let step = 0; step < seed; step++) await env.step({ op: "echo", text: String(seed) });
    const { seed_given, step_count } = await env.state();
    return [seed_given, step_count];
  };
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(play)), [[1, 1], [2, 2], [3, 3], [4, 4]]);
}

async function checkEnd(url: string, stop: () => Promise<void>): Promise<void> {
  await using env = await connect(url, probe);
  await env.reset();
  await stop();
  const ended = await rejection(env.step({ op: "echo" }));
  assert.ok(ended instanceof ConnectionClosedError);
  assert.equal(ended.data.close_code, 1012);
  assert.equal((await rejection(env.reconnect())).code, "CONNECTION_FAILED");
}

/** Typed or not: the same calls must do for both. */
async function connectAs(url: string, contract?: typeof probe): Promise<EnvClient> {
  return contract === undefined ? await connect(url) : await connect(url, contract) as unknown as EnvClient;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
