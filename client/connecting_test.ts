import type { AnyImplementation } from "@openenv/core";
import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { holdIntervals } from "../tests/held_timers.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import type { EnvClientOptions } from "./options.ts";
import { contract, makeEnvironment, onEveryAwaitedWay } from "./testing_fixtures/everything.ts";
import { sleep, TRANSPORTS, until } from "./testing_fixtures/servers.ts";

Deno.test("EnvClient says that a server asks for a token", async () => {
  await using server = await serveForTest(makeEnvironment(), { token: "secret" });
  for (const token of [undefined, "wrong"]) {
    await assert.rejects(connect(server.url, undefined, { token }), {
      code: "CONNECTION_FAILED",
      message: /; an OpenEnv server answers there, and asks for a token: give it as the option token$/,
    });
  }
});

for (const transport of TRANSPORTS) {
  Deno.test(`EnvClient reports capacity on the first call, at once and after a moment (${transport})`, async () => {
    await using server = await serveForTest(makeEnvironment(), { maxSessions: 1 });
    await using first = await connect(server.url, undefined, { transport });
    await first.reset();
    for (const waitMs of [0, 300]) {
      await using late = await connect(server.url, undefined, { transport });
      await sleep(waitMs);
      const data = { active_sessions: 1, max_sessions: 1, ...(transport === "http" ? { retry_after_ms: 1000 } : {}) };
      await assert.rejects(late.reset(), { code: "CAPACITY_REACHED", name: "CapacityError", data });
      await assert.rejects(late.reset(), { code: "CAPACITY_REACHED" });
      assert.equal(late.serverError?.code, transport === "http" ? undefined : "CAPACITY_REACHED");
    }
    await using curious = await connect(server.url, undefined, { transport });
    const data = { active_sessions: 1, max_sessions: 1 };
    await assert.rejects(curious.state(), { code: "CAPACITY_REACHED", data });
    await first.close();
    await using next = await connect(server.url, undefined, { transport });
    await next.reset();
  });

  Deno.test(`EnvClient reports an expired session by its name (${transport})`, async () => {
    using sweeps = holdIntervals();
    await using server = await serveForTest(makeEnvironment(), { idleTimeoutMs: 1, httpIdleTimeoutMs: 1 });
    await using env = await connect(server.url, contract, { transport });
    await env.reset();
    await until(() => {
      sweeps.fire();
      return server.app.sessionCount === 0;
    });
    await sleep(20);
    await assert.rejects(env.step({}), { code: "SESSION_EXPIRED" });
    await assert.rejects(env.reset(), { code: "SESSION_EXPIRED" });
    await env.reconnect();
    assert.equal((await env.reset()).done, false);
  });

  Deno.test(`EnvClient sends nothing for a signal that is aborted already (${transport})`, async () => {
    await using server = await serveForTest(makeEnvironment());
    await using env = await connect(server.url, contract, { transport });
    await env.reset();
    await assert.rejects(env.reset({}, { signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
    assert.equal((await env.step({ note: "on" })).observation.note, "on");
  });

  Deno.test(`connect() rejects when nobody listens, and when the URL is none (${transport})`, async () => {
    const { port } = await takePort();
    await assert.rejects(connect(`http://127.0.0.1:${port}`, contract, { transport }), { code: "CONNECTION_FAILED" });
    for (const url of ["", "http://", "http://host/p?q=1", "http://host/#x", "not a url"]) {
      assert.throws(() => new EnvClient(url, undefined, { transport }), { code: "INVALID_OPTION" }, url);
    }
    const target = contract as unknown as string;
    assert.throws(() => new EnvClient(target, undefined, { transport }), { code: "INVALID_OPTION" });
  });

  Deno.test(`connect() gives up after connectTimeoutMs, and by its signal (${transport})`, async () => {
    await using silent = listenSilently();
    const options = { transport, connectTimeoutMs: 60 };
    await assert.rejects(connect(silent.url, contract, options), { code: "TIMEOUT", data: { timeout_ms: 60 } });
    const env = new EnvClient(silent.url, contract, { transport });
    await assert.rejects(env.connect({ signal: AbortSignal.timeout(30) }), { name: "TimeoutError" });
    await assert.rejects(env.reset({}, { signal: AbortSignal.abort(new Error("no")) }), { message: "no" });
    await env.close();
  });

  Deno.test(`EnvClient.close() gives up connecting (${transport})`, async () => {
    await using silent = listenSilently();
    const env = new EnvClient(silent.url, contract, { transport });
    const calls = Promise.allSettled([env.connect(), env.reset(), env.state()]);
    await sleep(20);
    await env.close();
    for (const outcome of await calls) {
      assert.equal(outcome.status === "rejected" && outcome.reason.code, "CONNECTION_CLOSED");
    }
  });

  Deno.test(`EnvClient sends headers and the token with every request (${transport})`, async () => {
    const seen = new Set<string>();
    const app = await serveForTest(makeEnvironment());
    const proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      seen.add(`${request.headers.get("authorization")} ${request.headers.get("x-one")}`);
      return app.app.fetch(request);
    });
    const options = { transport, token: "secret", headers: { "x-one": "1", Authorization: "mine" } };
    const env = await connect(`http://127.0.0.1:${proxy.addr.port}`, contract, options);
    await env.reset();
    await env.step({});
    await env.close();
    assert.deepEqual([...seen], ["Bearer secret 1"]);
    await app[Symbol.asyncDispose]();
    await proxy.shutdown();
  });
}

Deno.test("EnvClient refuses options that cannot be used", () => {
  const wrong: EnvClientOptions[] = [
    { token: "a\nb" },
    { headers: { "no good": "1" } },
    { headers: { good: "1\n2" } },
    { transport: "carrier pigeon" as "http" },
    { connectTimeoutMs: 0 },
  ];
  for (const options of wrong) {
    assert.throws(() => new EnvClient("http://h", undefined, options), { code: "INVALID_OPTION" });
  }
});

onEveryAwaitedWay("EnvClient's first calls share one connection", async (connect, { sessionCount }) => {
  await using env = await connect();
  await env.close();
  const back = env.reconnect();
  await Promise.all([back, env.connect(), env.connect()]);
  await env.reset();
  assert.equal(await sessionCount() ?? 1, 1);
});

onEveryAwaitedWay("EnvClient's reconnects and closes may cross", async (connect, { sessionCount }) => {
  const env = await connect();
  await env.reset();
  await Promise.all([env.reconnect(), env.reconnect()].map((back) => back.catch(() => undefined)));
  await env.reset();
  void env.close();
  await env.reconnect();
  assert.equal((await env.reset({ seed: 4 })).done, false);
  assert.equal((await env.state()).seed, 4);
  const back = env.reconnect();
  const closed = env.close();
  await assert.rejects(back, { code: "CONNECTION_CLOSED" });
  await closed;
  await assert.rejects(env.reset(), { code: "CONNECTION_CLOSED" });
  await until(async () => !await sessionCount());
});

onEveryAwaitedWay("EnvClient's waiting calls are given up one by one", async (connect) => {
  const env = await connect();
  await env.close();
  const controller = new AbortController();
  const back = env.reconnect();
  const given = env.connect({ signal: controller.signal });
  controller.abort(new Error("not me"));
  await assert.rejects(given, { message: "not me" });
  await back;
  assert.equal((await env.reset()).done, false);
  await env.close();
  const again = env.reconnect({ signal: controller.signal });
  await assert.rejects(again, { message: "not me" });
  assert.equal((await env.reset()).done, false); // the attempt was abandoned, not the client
  await env.close();
});

onEveryAwaitedWay("EnvClient leaves no listeners on signals", async (connect) => {
  await using env = await connect();
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: unknown[]) => void (listeners++, add(...args as Parameters<typeof add>));
  signal.removeEventListener = (...args: unknown[]) => void (listeners--, remove(...args as Parameters<typeof remove>));
  await env.reconnect({ signal });
  await env.reset({}, { signal });
  await env.step({}, { signal });
  await assert.rejects(env.step({ do: "throw" }, { signal }), { code: "EXECUTION_ERROR" });
  await env.state({ signal });
  assert.equal(listeners, 0);
});

for (const way of ["in process", ...TRANSPORTS] as const) {
  Deno.test(`EnvClient reports a factory that throws on the first call (${way})`, async () => {
    const broken: AnyImplementation = contract.implement(() => {
      throw new Error("no disk");
    });
    await using server = await serveForTest(broken);
    for (const verb of ["reset", "state"] as const) {
      await using env = way === "in process"
        ? await connect(broken)
        : await connect(server.url, contract, { transport: way });
      const data = { factory_name: "everything", reason: "no disk" };
      await assert.rejects(env[verb](), { code: "FACTORY_ERROR", data });
      await assert.rejects(env.reset(), { code: "FACTORY_ERROR" });
    }
  });
}

Deno.test("EnvClient does not wait for ever for an environment that does not let go", async () => {
  const stuck = Promise.withResolvers<never>();
  const environment = contract.implement(() => ({
    reset: () => ({ observation: { drawn: 1, items: [] } }),
    step: () => stuck.promise,
    state: () => ({ items: 0 }),
  }));
  const env = await connect(environment, { closeTimeoutMs: 40 });
  await env.reset();
  await assert.rejects(env.step({}, { timeoutMs: 20 }), { code: "TIMEOUT" });
  await env.close();
});

Deno.test("EnvClient connects in process by a signal, though the factory hangs", async () => {
  const made = Promise.withResolvers<never>();
  await using env = new EnvClient(contract.implement(() => made.promise), { closeTimeoutMs: 40 });
  await assert.rejects(env.connect({ signal: AbortSignal.timeout(20) }), { name: "TimeoutError" });
});

interface Silent extends AsyncDisposable {
  readonly url: string;
}

/** Accepts connections and sends nothing. */
function listenSilently(): Silent {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const conn of listener) taken.push(conn);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const conn of taken) conn.close();
    },
  };
}

/** A port that nothing listens on. */
async function takePort(): Promise<{ port: number }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await sleep(0);
  return { port };
}
