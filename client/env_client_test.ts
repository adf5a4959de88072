import { type AnyImplementation, defineEnvironment, Random, type ValidationError } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import type { EnvClientOptions, InProcessOptions } from "./options.ts";

const contract = defineEnvironment({
  name: "everything",
  action: z.object({
    do: z.enum(["draw", "hang", "late", "throw", "nan", "bad", "end"]).default("draw"),
    note: z.string().optional(),
    free: z.unknown().optional(),
  }),
  observation: z.object({ drawn: z.int(), items: z.array(z.string()), note: z.string().optional() }),
  state: z.object({ items: z.int() }),
  resetOptions: z.object({ flavor: z.string().default("plain") }),
  maxSteps: 50,
});

/** An environment with one way to go wrong for each action; its instances report what becomes of them. */
function makeEnvironment(seen: { aborted: unknown[] } = { aborted: [] }) {
  return contract.implement(() => {
    const items: string[] = [];
    return {
      reset({ flavor }, { random }) {
        items.length = 0;
        return { observation: { drawn: random.int(1, 1000), items, note: flavor } };
      },
      async step({ do: what, note }, { random, signal }) {
        signal.addEventListener("abort", () => seen.aborted.push(signal.reason?.code));
        items.push(what);
        if (what === "hang") await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (what === "late") await new Promise((resolve) => setTimeout(resolve, 150));
        if (what === "throw") throw new RangeError("kaboom");
        if (what === "bad") return { observation: { drawn: 1.5, items } };
        const observation = { drawn: random.int(1, 1000), items, ...(note === undefined ? {} : { note }) };
        return { observation, reward: what === "nan" ? NaN : 0.5, terminated: what === "end", info: { what } };
      },
      state: () => ({ items: items.length }),
    };
  });
}

type Connect = (options?: InProcessOptions & EnvClientOptions) => Promise<Client>;
type Client = Awaited<ReturnType<typeof connectHere>>;
const connectHere = (options?: InProcessOptions) => connect(makeEnvironment(), options);

/** Each way to an environment, with the same contract. */
const WAYS: readonly (readonly [name: string, run: (body: (connect: Connect) => Promise<void>) => Promise<void>])[] = [
  ["in process", (body) => body((options) => connect(makeEnvironment(), options))],
  [
    "in process, objects not copied",
    (body) => body((options) => connect(makeEnvironment(), { ...options, copy: false })),
  ],
  ["over a socket", async (body) => {
    await using server = await serveForTest(makeEnvironment());
    await body((options) => connect(server.url, contract, options));
  }],
];

function onEveryWay(name: string, body: (connect: Connect) => Promise<void>): void {
  for (const [way, run] of WAYS) Deno.test(`${name} (${way})`, () => run(body));
}

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
  // Without copies the environment's own list is what the caller sees, and it goes on changing.
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

onEveryWay("EnvClient poisons the connection after a timeout, until reconnect", async (connect) => {
  await using env = await connect();
  await env.reset({ episode_id: "old" });
  await assert.rejects(env.step({ do: "late" }, { timeoutMs: 60 }), { code: "TIMEOUT" });
  await assert.rejects(env.step({}), { code: "CONNECTION_POISONED" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await assert.rejects(env.state(), { code: "CONNECTION_POISONED" });
  await env.reconnect();
  await assert.rejects(env.step({}), { code: "NOT_RESET" });
  await env.reset({ episode_id: "new" });
  assert.deepEqual((await env.step({ note: "mine" })).observation.note, "mine");
});

onEveryWay("EnvClient gives a call up by its signal", async (connect) => {
  await using env = await connect();
  await env.reset();
  const controller = new AbortController();
  const step = env.step({ do: "hang" }, { signal: controller.signal });
  controller.abort(new Error("no more"));
  await assert.rejects(step, { message: "no more" });
  await assert.rejects(env.step({}), { code: "CONNECTION_POISONED" });
  await assert.rejects(env.step({}, { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
});

onEveryWay("EnvClient refuses a second call while one is in flight", async (connect) => {
  await using env = await connect();
  await env.reset();
  const step = env.step({ do: "late" });
  await Promise.resolve();
  await assert.rejects(env.state(), { code: "BUSY" });
  assert.equal((await step).reward, 0.5);
});

onEveryWay("EnvClient.close() rejects the call in flight, and later ones until reconnect", async (connect) => {
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

onEveryWay("EnvClient refuses a timeout that is no positive number", async (connect) => {
  await using env = await connect();
  for (const timeoutMs of [0, -1, NaN]) await assert.rejects(env.reset({}, { timeoutMs }), { code: "INVALID_OPTION" });
});

Deno.test("EnvClient without a contract sends records, and names the options nobody knew", async () => {
  await using server = await serveForTest(makeEnvironment());
  await using env = await connect(server.url);
  assert.equal((await env.reset({ flavor: "mint" })).observation.note, "mint");
  assert.equal((await env.step({ do: "draw" })).reward, 0.5);
  await assert.rejects(env.reset({ flavor: "mint", flavour: "mint" }), (error: ValidationError) => {
    assert.deepEqual(error.data.errors[0]?.loc, ["flavour"]);
    return true;
  });
  await assert.rejects(env.step({ do: undefined }), { code: "VALIDATION_ERROR" });
  await assert.rejects(env.step({ do: "fly" }), { code: "VALIDATION_ERROR" });
});

Deno.test("EnvClient reports capacity on the first call, at once and after a moment", async () => {
  await using server = await serveForTest(makeEnvironment(), { maxSessions: 1 });
  await using first = await connect(server.url);
  await first.reset();
  for (const waitMs of [0, 300]) {
    await using late = await connect(server.url);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await assert.rejects(late.reset(), {
      code: "CAPACITY_REACHED",
      name: "CapacityError",
      data: { active_sessions: 1, max_sessions: 1 },
    });
    await assert.rejects(late.reset(), { code: "CAPACITY_REACHED" });
    assert.equal(late.unaskedError?.code, "CAPACITY_REACHED");
  }
});

for (const way of ["in process", "over a socket"]) {
  Deno.test(`EnvClient reports a factory that throws on the first call (${way})`, async () => {
    const broken: AnyImplementation = contract.implement(() => {
      throw new Error("no disk");
    });
    await using server = await serveForTest(broken);
    await using env = way === "in process" ? await connect(broken) : await connect(server.url, contract);
    await assert.rejects(env.reset(), {
      code: "FACTORY_ERROR",
      data: { factory_name: "everything", reason: "no disk" },
    });
    await assert.rejects(env.reset(), { code: "FACTORY_ERROR" });
  });
}

Deno.test("EnvClient reports an expired session by its name", async () => {
  await using server = await serveForTest(makeEnvironment(), { idleTimeoutMs: 60 });
  await using env = await connect(server.url, contract);
  await env.reset();
  while (server.app.sessionCount > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await assert.rejects(env.step({}), { code: "SESSION_EXPIRED" });
});

Deno.test("connect() rejects when nobody listens, and when the URL is none", async () => {
  await assert.rejects(connect("http://127.0.0.1:9"), { code: "CONNECTION_FAILED" });
  for (const url of ["", "http://", "http://host/p?q=1", "http://host/#x", "not a url"]) {
    assert.throws(() => new EnvClient(url), { code: "INVALID_OPTION" }, url);
  }
  assert.throws(() => new EnvClient(contract as unknown as string), { code: "INVALID_OPTION" });
});

Deno.test("connect() gives up after connectTimeoutMs", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const silent = listener.accept();
  await assert.rejects(connect(`http://127.0.0.1:${listener.addr.port}`, undefined, { connectTimeoutMs: 60 }), {
    code: "TIMEOUT",
  });
  (await silent).close();
  listener.close();
});

Deno.test("EnvClient sends headers and the bearer token with the handshake", async () => {
  const seen: (string | null)[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    seen.push(request.headers.get("authorization"), request.headers.get("x-one"));
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onclose = () => resolve();
    return response;
  });
  const options = { token: "secret", headers: { "x-one": "1" } };
  await using _env = await connect(`http://127.0.0.1:${server.addr.port}`, undefined, options);
  assert.deepEqual(seen, ["Bearer secret", "1"]);
  await _env.close();
  await closed;
  await server.shutdown();
  assert.throws(() => new EnvClient("http://h", undefined, { token: "a\nb" }), { code: "INVALID_OPTION" });
});

Deno.test("EnvClient subclasses reshape what is sent and what comes", async () => {
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
  await using env = new Shouting(server.url);
  await env.reset();
  const { observation, info } = await env.step({ note: "hi" });
  assert.equal(observation.note, "HI");
  assert.deepEqual(info.raw, ["done", "metadata", "observation", "reward", "terminated", "truncated"]);
  assert.equal((await env.state()).extra, true);
});
