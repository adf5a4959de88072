import type { OpenEnvError } from "@openenv/core";
import { defineEnvironment } from "@openenv/core";
import { servedPorts } from "@openenv/core/protocol";
import assert from "node:assert/strict";
import { z } from "zod";
import { assertNothingLeft, lookAround } from "../server/hosts/testing_fixtures/leftovers.ts";
import { serveForTest } from "../server/serve_for_test.ts";
import { runProgram } from "../tests/portable/run_program.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import { awaited } from "./testing_fixtures/awaited.ts";
import { serveElsewhere } from "./testing_fixtures/elsewhere.ts";
import { contract, makeEnvironment } from "./testing_fixtures/everything.ts";
import { sleep, standIn, TRANSPORTS, until } from "./testing_fixtures/servers.ts";

const MODULE = import.meta.resolve("./testing_fixtures/everything_environment.ts");
const MODULES = import.meta.resolve("./testing_fixtures/modules/");
const MIB = 2 ** 20;

/** What calls came to: results, or errors in full. */
async function outcomes(calls: readonly (() => unknown)[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const call of calls) {
    try {
      all.push(await call());
    } catch (thrown) {
      const { name, code, message, data } = thrown as OpenEnvError;
      all.push({ name, code, message, data });
    }
  }
  return all;
}

const ODD_KINDS = [
  "garbage",
  "binary",
  "list",
  "twice",
  "flood",
  "unasked",
  "closing",
  "expired",
  "wrong",
  "nan",
  "broken",
  "mute",
  "nothing",
];

/** The servers that send more than was asked for. */
const UNASKED_KINDS = new Set(["twice", "flood", "unasked"]);

Deno.test("SyncEnvClient comes to the same as EnvClient whatever a server sends", async () => {
  await using server = await serveElsewhere("odd_server.ts");
  for (const kind of ODD_KINDS) {
    const play = async (client: EnvClient<typeof contract>) => {
      await using env = client;
      return await outcomes([
        () => env.reset(),
        () => env.step({ note: "more" }, { timeoutMs: kind === "mute" ? 50 : 20_000 }),
        // What follows an answer needs its time to arrive.
        () => UNASKED_KINDS.has(kind) ? until(() => env.serverError !== undefined) : undefined,
        () => env.step({}, { timeoutMs: 20_000 }),
        () => env.state({ timeoutMs: 20_000 }),
      ]);
    };
    const options = { closeTimeoutMs: 100 };
    const make = () => new EnvClient(`${server.url}/${kind}`, contract, options);
    const [expected, found] = [await play(make()), await play(awaited(make().sync()))];
    assert.deepEqual(found, expected, kind);
    assert(found.some((outcome) => typeof (outcome as OpenEnvError)?.code === "string"), `${kind} goes wrong`);
  }
});

Deno.test("SyncEnvClient comes to the same as EnvClient where nothing can be reached", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const targets = [`http://127.0.0.1:${port}`, "http://nowhere.invalid"];
  for (const transport of TRANSPORTS) {
    for (const target of targets) {
      const play = async (client: EnvClient<typeof contract>) => {
        await using env = client;
        return await outcomes([() => env.reset(), () => env.connect(), () => env.splits()]);
      };
      const make = () => new EnvClient(target, contract, { transport });
      assert.deepEqual(await play(awaited(make().sync())), await play(make()), `${target} ${transport}`);
    }
  }
});

for (const transport of TRANSPORTS) {
  Deno.test(`SyncEnvClient refuses to wait for a server of its own thread (${transport})`, async () => {
    const server = await serveForTest(makeEnvironment());
    const { port } = server.running;
    for (const host of ["127.0.0.1", "localhost", "LOCALHOST"]) {
      using env = new EnvClient(`http://${host}:${port}`, contract, { transport }).sync();
      for (const call of [() => env.reset(), () => env.connect(), () => env.splits()]) {
        assert.throws(call, {
          name: "SyncUnavailableError",
          code: "SYNC_UNAVAILABLE",
          data: { reason: "same_thread" },
        });
      }
    }
    await server[Symbol.asyncDispose]();
    assert.equal(servedPorts().has(port), false);
    using env = new EnvClient(server.url, contract, { transport }).sync();
    assert.throws(() => env.reset(), { code: "CONNECTION_FAILED" });
  });

  Deno.test(`SyncEnvClient's timeout names the thread if no server answers (${transport})`, async () => {
    await using server = standIn(() => new Response());
    using env = new EnvClient(server.url, contract, { transport, connectTimeoutMs: 100 }).sync();
    const expected = /no answer within 100 ms; a server in the thread that makes the call cannot answer/;
    assert.throws(() => env.reset(), { code: "TIMEOUT", message: expected, data: { timeout_ms: 100 } });
    assert.throws(() => env.splits({ timeoutMs: 50 }), { code: "TIMEOUT", data: { timeout_ms: 50 } });
  });

  Deno.test(`SyncEnvClient sends its token (${transport})`, async () => {
    await using server = await serveElsewhere("everything_environment.ts", { token: "secret" });
    using env = new EnvClient(server.url, contract, { transport, token: "secret" }).sync();
    assert.equal(env.reset().done, false);
    using stranger = new EnvClient(server.url, contract, { transport }).sync();
    const code = transport === "http" ? "UNAUTHORIZED" : "CONNECTION_FAILED";
    assert.throws(() => stranger.reset(), { code });
  });

  Deno.test(`SyncEnvClient reports capacity, and reconnects when there is room (${transport})`, async () => {
    await using server = await serveElsewhere("everything_environment.ts", { maxSessions: 1 });
    using first = new EnvClient(server.url, contract, { transport }).sync();
    first.reset();
    using second = new EnvClient(server.url, contract, { transport, connectTimeoutMs: 3000 }).sync();
    assert.throws(() => second.reset(), { name: "CapacityError", code: "CAPACITY_REACHED" });
    second.reconnect();
    assert.throws(() => second.reset(), { code: "CAPACITY_REACHED" });
    first.close();
    second.reconnect();
    assert.equal(second.reset().done, false);
    second.reconnect();
    assert.equal(second.reset().done, false);
    assert.equal(await server.sessionCount(), 1);
  });

  Deno.test(`SyncEnvClient refuses a server of another contract (${transport})`, async () => {
    await using server = await serveElsewhere("scales_environment.ts");
    const play = (client: EnvClient<typeof contract>) => outcomes([() => client.connect(), () => client.close()]);
    const make = () => new EnvClient(server.url, contract, { transport });
    const [expected, found] = [await play(make()), await play(awaited(make().sync()))];
    assert.deepEqual(found, expected);
    assert.equal((found[0] as OpenEnvError).code, "SCHEMA_MISMATCH");
    await until(async () => await server.sessionCount() === 0);
    using env = new EnvClient(server.url, contract, { transport, allowSchemaMismatch: true }).sync();
    env.connect();
  });

  Deno.test(`two synchronous clients play at once (${transport})`, async () => {
    await using server = await serveElsewhere("everything_environment.ts");
    using one = new EnvClient(server.url, contract, { transport }).sync();
    using two = new EnvClient(server.url, contract, { transport }).sync();
    one.reset({ episode_id: "one" });
    two.reset({ episode_id: "two" });
    for (let round = 0; round < 10; round++) {
      assert.equal(one.step({ note: `one ${round}` }).observation.note, `one ${round}`);
      if (round % 2 === 0) assert.equal(two.step({ note: `two ${round}` }).observation.note, `two ${round}`);
    }
    assert.deepEqual([one.state().step_count, two.state().step_count], [10, 5]);
    assert.deepEqual([one.state().episode_id, two.state().episode_id], ["one", "two"]);
  });

  Deno.test(`SyncEnvClient ends its session when its block throws (${transport})`, async () => {
    await using server = await serveElsewhere("everything_environment.ts");
    const play = () => {
      using env = new EnvClient(server.url, contract, { transport }).sync();
      env.reset();
      throw new RangeError("enough");
    };
    assert.throws(play, { name: "RangeError", message: "enough" });
    await until(async () => await server.sessionCount() === 0);
  });
}

Deno.test("EnvClient.sync() refuses what can't be played in a worker", async () => {
  await using connected = await connect({ module: MODULE }, contract);
  assert.throws(() => connected.sync(), {
    name: "SyncUnavailableError",
    code: "SYNC_UNAVAILABLE",
    data: { reason: "connected" },
  });
  assert.throws(() => new EnvClient(makeEnvironment()).sync(), {
    code: "SYNC_UNAVAILABLE",
    message: /write new EnvClient\(\{ module: import\.meta\.resolve/,
    data: { reason: "implementation" },
  });
});

Deno.test("EnvClient.sync() refuses a runtime in which a thread can't wait", () => {
  const client = new EnvClient("http://127.0.0.1:1");
  const refusal = { code: "SYNC_UNAVAILABLE", data: { reason: "runtime" } };
  const [{ wait }, { getBuiltinModule }] = [Atomics, process];
  try {
    Atomics.wait = () => {
      throw new TypeError("Atomics.wait cannot be called in this context");
    };
    assert.throws(() => client.sync(), refusal);
    Atomics.wait = wait;
    process.getBuiltinModule = undefined as never;
    assert.throws(() => client.sync(), refusal);
  } finally {
    Atomics.wait = wait;
    process.getBuiltinModule = getBuiltinModule;
  }
});

Deno.test("SyncEnvClient carries messages up to the limit, and refuses larger ones", async () => {
  await using server = await serveElsewhere("odd_server.ts");
  using sender = new EnvClient(`${server.url}/size`).sync();
  sender.reset();
  assert.equal(sender.step({ note: "x".repeat(60 * MIB) }).observation.note, String(60 * MIB));
  assert.throws(() => sender.step({ note: "x".repeat(64 * MIB) }), { code: "TOO_LARGE" });
  assert.equal(sender.step({ note: "on" }).observation.note, "2");
  using reader = new EnvClient(`${server.url}/large`).sync();
  reader.reset();
  assert.equal((reader.step({ note: String(60 * MIB) }).observation.note as string).length, 60 * MIB);
});

Deno.test("SyncEnvClient lets subclasses of EnvClient reshape what is sent and what comes", async () => {
  class Shouting extends EnvClient {
    protected override stepPayload(action: Record<string, unknown>) {
      return { ...action, note: String(action.note).toUpperCase() };
    }
    protected override parseState(payload: Record<string, unknown>) {
      return { ...super.parseState(payload), extra: true };
    }
  }
  await using server = await serveElsewhere("everything_environment.ts");
  using env = new Shouting(server.url).sync();
  env.reset();
  assert.equal(env.step({ note: "hi" }).observation.note, "HI");
  assert.equal(env.state().extra, true);
});

Deno.test("SyncEnvClient is typed by the contract", () => {
  using env = new EnvClient({ module: MODULE }, contract).sync();
  const { observation } = env.reset({ flavor: "mint" });
  const drawn: number = observation.drawn;
  assert(drawn > 0);
  // @ts-expect-error an action of another type
  assert.throws(() => env.step({ do: "fly" }), { code: "VALIDATION_ERROR" });
  // @ts-expect-error an option that the environment does not have
  assert.throws(() => env.reset({ flavour: "mint" }), { code: "VALIDATION_ERROR" });
});

Deno.test("SyncEnvClient plays in a worker", async () => {
  await using server = await serveElsewhere("everything_environment.ts");
  const worker = new Worker(import.meta.resolve("./testing_fixtures/nested_worker.ts"), { type: "module" });
  const note = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(server.url);
  });
  worker.terminate();
  assert.equal(note, "from a worker");
});

Deno.test("SyncEnvClient lets the program end though it was not closed", async () => {
  await using server = await serveElsewhere("everything_environment.ts");
  const program = new URL("./testing_fixtures/unclosed_program.ts", import.meta.url).pathname;
  const args = ["run", "--no-prompt", "--allow-net=127.0.0.1", program, server.url];
  const { code, stdout, stderr } = await runProgram(Deno.execPath(), args, { timeoutMs: 60_000 });
  assert.deepEqual([code, stdout, stderr], [0, "0", ""]);
});

interface Victim extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  signal(name: Deno.Signal): void;
}

/** A server in a process of its own. */
async function startVictim(): Promise<Victim> {
  const program = new URL("./testing_fixtures/killable_server.ts", import.meta.url).pathname;
  const args = ["run", "-A", program];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped" }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const url = (await reader.read()).value!.trim();
  return {
    url,
    pid: child.pid,
    signal: (name) => child.kill(name),
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.status;
      await reader.cancel();
    },
  };
}

for (const transport of TRANSPORTS) {
  Deno.test(`SyncEnvClient reports a server that is killed in a call (${transport})`, async () => {
    await using victim = await startVictim();
    using env = new EnvClient(victim.url, contract, { transport }).sync();
    env.reset();
    // This thread is blocked when the signal is due.
    const killer = new Deno.Command("sh", { args: ["-c", `sleep 0.3; kill -9 ${victim.pid}`] }).spawn();
    assert.throws(() => env.step({ do: "hang" }, { timeoutMs: 20_000 }), { code: "CONNECTION_CLOSED" });
    assert.throws(() => env.step({}), { code: "CONNECTION_CLOSED" });
    await killer.status;
    assert.throws(() => env.reconnect(), { code: "CONNECTION_FAILED" });
  });

  Deno.test(`SyncEnvClient gives up a server that is stopped, and closes in time (${transport})`, async () => {
    await using victim = await startVictim();
    using env = new EnvClient(victim.url, contract, { transport, closeTimeoutMs: 100, connectTimeoutMs: 3000 }).sync();
    env.reset();
    victim.signal("SIGSTOP");
    const startedAt = performance.now();
    assert.throws(() => env.step({}, { timeoutMs: 100 }), { code: "TIMEOUT", data: { timeout_ms: 100 } });
    assert.throws(() => env.step({}), { code: "CONNECTION_POISONED" });
    assert.throws(() => env.reconnect(), { code: "TIMEOUT" });
    env.close();
    assert(performance.now() - startedAt < 9000, "no call waits for the server");
    assert.throws(() => env.step({}), { code: "CONNECTION_CLOSED" });
    victim.signal("SIGCONT");
    env.reconnect();
    assert.equal(env.reset().done, false);
  });
}

Deno.test("a module is a target of the asynchronous and of the synchronous client, and its failures are the same", async () => {
  const cases: readonly [target: string, code: string, text: RegExp][] = [
    [`${MODULES}nowhere.ts`, "FACTORY_ERROR", /Module not found/],
    [`${MODULES}throwing.ts`, "FACTORY_ERROR", /no such world/],
    [import.meta.resolve("./options.ts"), "INVALID_DEFINITION", /its default export is not an environment/],
    ["not a URL", "FACTORY_ERROR", /not a URL/],
  ];
  for (const [module, code, text] of cases) {
    for (const env of [new EnvClient({ module }, contract), awaited(new EnvClient({ module }, contract).sync())]) {
      for (let attempt = 0; attempt < 2; attempt++) {
        const [outcome] = await outcomes([() => env.reset()]);
        assert.equal((outcome as OpenEnvError).code, code, module);
        assert.match(JSON.stringify(outcome), text);
      }
      await env.close();
    }
  }
  const other = defineEnvironment({ name: "other", action: z.object({}), observation: z.object({}) });
  const make = () => new EnvClient({ module: MODULE }, other);
  for (const env of [make(), awaited(make().sync())]) {
    const [outcome] = await outcomes([() => env.reset(), () => env.close()]);
    assert.equal((outcome as OpenEnvError).code, "SCHEMA_MISMATCH");
  }
});

Deno.test("a module that is not loaded in time is given up", async () => {
  const limits = { createMs: 200 };
  const env = new EnvClient({ module: `${MODULES}hanging.ts` }, contract, { limits, closeTimeoutMs: 100 }).sync();
  assert.throws(() => env.reset(), { code: "TIMEOUT", data: { timeout_ms: 200 } });
  env.close();
  await sleep(0);
});

Deno.test("a module's stray errors and its log reach the client's log, and the session goes on", async () => {
  const logged: string[] = [];
  const log = (...data: unknown[]) => void logged.push(data.join(" "));
  using env = new EnvClient({ module: `${MODULES}odd_world.ts` }, contract, { log }).sync();
  env.reset();
  env.step({ note: "stray" });
  env.step({ note: "timer" });
  await until(() => {
    env.state();
    return logged.length >= 3;
  });
  assert.equal(env.step({}).observation.drawn, 1);
  assert.match(logged.join("\n"), /a new episode.*Stray error: Error: strayed.*Stray error: Error: ticked/s);
});

Deno.test("a module in a loop is given up, and the client can be closed", () => {
  const options = { closeTimeoutMs: 50 };
  using env = new EnvClient({ module: `${MODULES}odd_world.ts` }, contract, options).sync();
  env.reset();
  assert.throws(() => env.step({ note: "loop" }, { timeoutMs: 50 }), { code: "TIMEOUT" });
  assert.throws(() => env.step({}), { code: "CONNECTION_POISONED" });
  env.reconnect();
  assert.equal(env.reset().done, false);
});

Deno.test("a module that exits ends its worker, not the program, and a reconnect starts another worker", () => {
  using env = new EnvClient({ module: `${MODULES}odd_world.ts` }, contract).sync();
  env.reset();
  assert.equal(env.step({ note: "self" }).observation.drawn, 17);
  const ended = { code: "CONNECTION_CLOSED", message: /the worker has exited/ };
  assert.throws(() => env.step({ note: "exit" }), ended);
  assert.throws(() => env.step({}), ended);
  env.reconnect();
  assert.equal(env.reset().done, false);
});

Deno.test("EnvClient refuses a module that it can't find or whose settings can't be sent", () => {
  for (const module of ["./environment.ts", "../environment.ts", "/environment.ts"]) {
    assert.throws(() => new EnvClient({ module }), { code: "INVALID_OPTION", message: /import\.meta\.resolve/ });
  }
  const host = { from: MODULE, settings: { log: () => {} } };
  assert.throws(() => new EnvClient({ module: MODULE, host }).sync(), {
    code: "INVALID_OPTION",
    data: { option: "target.host.settings" },
  });
});

Deno.test("a module runs in the host that its target names, for both clients", async () => {
  const from = `${MODULES}own_host.ts`;
  const module = "../everything_environment.ts";
  const make = (settings: object) => new EnvClient({ module, host: { from, settings } }, contract);
  for (const env of [make({}), awaited(make({}).sync())]) {
    for (let round = 0; round < 2; round++) {
      await env.reset();
      assert.equal((await env.step({ note: "hosted" })).observation.note, "hosted");
      assert.equal(await env.numTasks("any"), 17);
      await env.reconnect();
    }
    await env.close();
  }
  for (const env of [make({ refuse: true }), awaited(make({ refuse: true }).sync())]) {
    await assert.rejects(env.reset(), { name: "ForbiddenError", message: "Cannot host it: it is not trusted" });
    await env.close();
  }
  const wrong = { module, host: { from: MODULE, settings: {} } };
  for (const env of [new EnvClient(wrong), awaited(new EnvClient(wrong).sync())]) {
    await assert.rejects(env.reset(), { code: "INVALID_DEFINITION", message: /exports no function createHost/ });
    await env.close();
  }
});

Deno.test("a module runs in a process, which ends with the client, for both clients", async () => {
  const host = { from: import.meta.resolve("../server/hosts/source.ts"), settings: { kind: "process", warmHosts: 0 } };
  const make = () => new EnvClient({ module: MODULE, host }, contract, { log: () => {} });
  const before = await lookAround();
  for (const env of [make(), awaited(make().sync())]) {
    await env.reset({ seed: 3 });
    assert.equal((await env.step({ note: "apart" })).observation.note, "apart");
    await assert.rejects(env.step({ do: "throw" }), { code: "EXECUTION_ERROR", message: "kaboom" });
    assert.equal((await lookAround()).children.length, before.children.length + 1);
    await env.close();
    await assertNothingLeft(before);
  }
});
