import { defineEnvironment, Random, type ValidationError } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import { makeEnvironment, onEveryAwaitedWay, onEveryWay } from "./testing_fixtures/everything.ts";
import { TRANSPORTS, until } from "./testing_fixtures/servers.ts";

onEveryWay("EnvClient plays a seeded episode that can be replayed", async (connect) => {
  const play = async () => {
    await using env = await connect();
    const first = await env.reset({ seed: 11, episode_id: "e1" });
    const second = await env.step({ note: "hi" });
    return [first, second, await env.state(), await env.step({ do: "end" })];
  };
  const random = new Random(11);
  const [one, two, three] = [random.int(1, 1000), random.int(1, 1000), random.int(1, 1000)];
  const expected = [
    {
      observation: { drawn: one, items: [], note: "plain" },
      reward: null,
      terminated: false,
      truncated: false,
      done: false,
      info: {},
    },
    {
      observation: { drawn: two, items: ["draw"], note: "hi" },
      reward: 0.5,
      terminated: false,
      truncated: false,
      done: false,
      info: { what: "draw" },
    },
    { episode_id: "e1", step_count: 1, seed: 11, items: 1 },
    {
      observation: { drawn: three, items: ["draw", "end"] },
      reward: 0.5,
      terminated: true,
      truncated: false,
      done: true,
      info: { what: "end" },
    },
  ];
  // Without copies, the caller sees the environment's own list, which keeps changing.
  const snapshot = (value: unknown) => JSON.stringify(value).replaceAll(/"items":\[[^\]]*\]/g, '"items":[]');
  assert.equal(snapshot(await play()), snapshot(expected));
});

onEveryWay("EnvClient rejects with the same errors", async (connect) => {
  await using env = await connect();
  await assert.rejects(env.step({}), { code: "NOT_RESET", name: "NotResetError" });
  await env.reset();
  await assert.rejects(env.step({ do: "throw" }), { code: "EXECUTION_ERROR", message: "kaboom" });
  await assert.rejects(env.step({ do: "nan" }), { code: "INVALID_REWARD" });
  await assert.rejects(env.step({ do: "bad" }), { code: "INVALID_OBSERVATION" });
  await assert.rejects(env.reset({ max_steps: 51 }), (error: ValidationError) => {
    assert.deepEqual(error.data.errors.map(({ type, loc }) => [type, loc]), [["less_than_equal", ["max_steps"]]]);
    return error.code === "VALIDATION_ERROR";
  });
  await env.step({ do: "end" });
  await assert.rejects(env.step({}), { code: "EPISODE_OVER" });
  await env.reset();
  assert.equal((await env.state()).step_count, 0);
});

onEveryWay("EnvClient refuses a wrong action and an unknown option before anything is sent", async (connect) => {
  await using env = await connect();
  await env.reset();
  const wrong: readonly [action: unknown, loc: readonly unknown[]][] = [
    [{ do: "fly" }, ["do"]],
    [{ dos: "draw" }, ["dos"]],
    [{ free: { a: [NaN] } }, ["free", "a", 0]],
    [{ free: new Float32Array(2) }, ["free"]],
    ["draw", []],
  ];
  for (const [action, loc] of wrong) {
    await assert.rejects(env.step(action as Record<string, never>), (error: ValidationError) => {
      assert.deepEqual(error.data.errors[0]?.loc, loc);
      return error.code === "VALIDATION_ERROR";
    });
  }
  await assert.rejects(env.reset({ flavour: "mint" } as Record<string, unknown>), { code: "VALIDATION_ERROR" });
  assert.equal((await env.state()).step_count, 0);
});

onEveryWay("EnvClient answers a step and a state before the first reset", async (connect) => {
  await using env = await connect();
  assert.deepEqual(await env.state(), { episode_id: null, step_count: 0, items: 0 });
  await assert.rejects(env.step({}), { code: "NOT_RESET" });
  await env.reset({ seed: 1 });
  assert.equal((await env.state()).seed, 1);
});

onEveryWay("EnvClient has no episode after a first reset that failed", async (connect, { overHttp }) => {
  await using env = await connect();
  await assert.rejects(env.reset({ flavor: "sour" }), { code: "EXECUTION_ERROR", message: "too sour" });
  await assert.rejects(env.step({}), { code: "NOT_RESET" });
  // Over HTTP the session is gone, and the state of another session would be no answer.
  if (overHttp) await assert.rejects(env.state(), { code: "NOT_RESET" });
  else assert.equal((await env.state()).step_count, 0);
  assert.equal((await env.reset({ flavor: "mint" })).observation.note, "mint");
  await assert.rejects(env.reset({ flavor: "sour" }), { code: "EXECUTION_ERROR" });
  await assert.rejects(env.step({}), { code: "NOT_RESET" });
  assert.equal((await env.state()).step_count, 0);
});

onEveryWay("EnvClient poisons the connection after a timeout, until reconnect", async (connect, { sessionCount }) => {
  await using env = await connect();
  await env.reset({ episode_id: "old" });
  await assert.rejects(env.step({ do: "late" }, { timeoutMs: 60 }), { code: "TIMEOUT" });
  await assert.rejects(env.step({}), { code: "CONNECTION_POISONED" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await assert.rejects(env.state(), { code: "CONNECTION_POISONED" });
  await until(async () => !await sessionCount());
  await env.reconnect();
  await assert.rejects(env.step({}), { code: "NOT_RESET" });
  await env.reset({ episode_id: "new" });
  assert.deepEqual((await env.step({ note: "mine" })).observation.note, "mine");
});

onEveryAwaitedWay("EnvClient gives a call up by its signal", async (connect) => {
  await using env = await connect();
  await env.reset();
  const controller = new AbortController();
  const step = env.step({ do: "hang" }, { signal: controller.signal });
  controller.abort(new Error("no more"));
  await assert.rejects(step, { message: "no more" });
  await assert.rejects(env.step({}), { code: "CONNECTION_POISONED" });
  await assert.rejects(env.step({}, { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
});

onEveryAwaitedWay("EnvClient refuses a second call while one is in flight", async (connect) => {
  await using env = await connect();
  await env.reset();
  const step = env.step({ do: "late" });
  await Promise.resolve();
  await assert.rejects(env.state(), { code: "BUSY" });
  assert.equal((await step).reward, 0.5);
});

onEveryAwaitedWay("EnvClient.close() rejects the call in flight, and later ones until reconnect", async (connect) => {
  const env = await connect();
  await env.reset();
  const step = env.step({ do: "hang" });
  await Promise.resolve();
  const [outcome] = await Promise.allSettled([step, env.close()]);
  assert.equal(outcome.status === "rejected" && outcome.reason.code, "CONNECTION_CLOSED");
  await assert.rejects(env.reset(), { code: "CONNECTION_CLOSED" });
  await env.close();
  await env.reconnect();
  assert.equal((await env.reset()).done, false);
  await env.close();
});

onEveryWay("EnvClient.close() refuses later calls until reconnect, and may be called twice", async (connect) => {
  const env = await connect();
  await env.reset();
  await env.close();
  await assert.rejects(env.reset(), { code: "CONNECTION_CLOSED" });
  await env.close();
  await env.reconnect();
  assert.equal((await env.reset()).done, false);
  await env.close();
});

onEveryWay("EnvClient refuses a timeout that is no positive number", async (connect) => {
  await using env = await connect();
  for (const timeoutMs of [0, -1, NaN]) await assert.rejects(env.reset({}, { timeoutMs }), { code: "INVALID_OPTION" });
});

onEveryWay("EnvClient.close() ends the session", async (connect, { sessionCount }) => {
  const env = await connect();
  await env.reset();
  assert.equal(await sessionCount() ?? 1, 1);
  await env.close();
  await until(async () => !await sessionCount());
});

onEveryWay("EnvClient goes on after its calls, and carries what JSON can say", async (connect) => {
  await using env = await connect();
  await env.reset();
  const note = 'h\u00e9 \u{1f995} "quoted" \u2028 \ud800';
  for (let round = 0; round < 20; round++) assert.equal((await env.step({ note })).observation.note, note);
  assert.equal((await env.state()).step_count, 20);
});

for (const transport of TRANSPORTS) {
  Deno.test(`EnvClient opens an episode at the first step if the contract lets it (${transport})`, async () => {
    const tool = defineEnvironment({
      name: "tool",
      action: z.object({}),
      observation: z.object({ count: z.int() }),
      requiresReset: false,
    });
    let count = 0;
    const environment = tool.implement(() => ({
      reset: () => ({ observation: { count: count = 0 } }),
      step: () => ({ observation: { count: ++count } }),
    }));
    await using server = await serveForTest(environment);
    await using env = await connect(server.url, tool, { transport });
    assert.equal((await env.step({})).observation.count, 1);
    assert.equal((await env.step({})).observation.count, 2);
    assert.equal((await env.state()).step_count, 2);
    assert.equal((await env.reset()).observation.count, 0);
    assert.equal(server.app.sessionCount, 1);
  });

  Deno.test(`EnvClient without a contract sends records (${transport})`, () => playRecords(transport));
  Deno.test(`EnvClient subclasses reshape what is sent and what comes (${transport})`, () => reshape(transport));
}

async function playRecords(transport: "websocket" | "http") {
  await using server = await serveForTest(makeEnvironment());
  await using env = await connect(server.url, undefined, { transport });
  assert.equal((await env.reset({ flavor: "mint" })).observation.note, "mint");
  assert.equal((await env.step({ do: "draw" })).reward, 0.5);
  await assert.rejects(env.reset({ flavor: "mint", flavour: "mint" }), (error: ValidationError) => {
    assert.deepEqual(error.data.errors[0]?.loc, ["flavour"]);
    return true;
  });
  await assert.rejects(env.step({ do: undefined }), { code: "VALIDATION_ERROR" });
  await assert.rejects(env.step({ do: "fly" }), (error: ValidationError) => {
    assert.deepEqual(error.data.errors[0]?.loc, ["do"]);
    return error.code === "VALIDATION_ERROR";
  });
}

async function reshape(transport: "websocket" | "http") {
  class Shouting extends EnvClient {
    protected override stepPayload(action: Record<string, unknown>) {
      return { ...action, note: String(action.note).toUpperCase() };
    }
    protected override parseResult(payload: Record<string, unknown>) {
      return { ...super.parseResult(payload), info: { raw: Object.keys(payload).sort() } };
    }
    protected override parseState(payload: Record<string, unknown>) {
      return { ...super.parseState(payload), extra: true };
    }
  }
  await using server = await serveForTest(makeEnvironment());
  await using env = new Shouting(server.url, undefined, { transport });
  await env.reset();
  const { observation, info } = await env.step({ note: "hi" });
  assert.equal(observation.note, "HI");
  assert.deepEqual(info.raw, ["done", "metadata", "observation", "reward", "terminated", "truncated"]);
  assert.equal((await env.state()).extra, true);
}
