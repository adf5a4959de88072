import { connect } from "@openenv/client";
import type { OpenEnvError } from "@openenv/core";
import echo from "@openenv/echo-env/environment";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ProcessProvider } from "../process/process_provider.ts";
import type { Provider } from "../provider.ts";
import { readRecords } from "../supervisor/records.ts";
import { running, ServedProvider } from "../testing_fixtures/served_provider.ts";
import { startReplicas } from "./start_replicas.ts";

const connectEcho = (url: string, options: { provider: Provider }) => connect(url, echo.contract, options);

/** Starts replicas in this process; returns them with their providers, in the order of their starts. */
async function startServed(count: number) {
  const providers: ServedProvider[] = [];
  const provider = () => {
    const made = new ServedProvider();
    providers.push(made);
    return made;
  };
  const replicas = await startReplicas(count, { provider, image: "echo", connect: connectEcho });
  const names = (await replicas.status()).map(({ name }) => name);
  return { replicas, providers, names };
}

Deno.test("startReplicas() hands out clients round robin, each at its own address with its own token", async () => {
  const { replicas, providers } = await startServed(3);
  // Each server has one slot, so every client is at another one.
  const clients = await Promise.all([replicas.connect(), replicas.connect(), replicas.connect()]);
  for (const env of clients) assert.equal((await env.reset()).done, false);
  assert.equal(new Set((await replicas.status()).map(({ url }) => url)).size, 3);
  await Promise.all(clients.map((env) => env.close()));
  assert.deepEqual(providers.map(({ closings }) => closings), [0, 0, 0]);
  await using env = await replicas.connect();
  await env.reset();
  await replicas.close();
  await replicas.close();
  assert.deepEqual([providers.map(({ closings }) => closings), running.size], [[1, 1, 1], 0]);
  await assert.rejects(replicas.connect(), {
    code: "CONNECTION_CLOSED",
    message: "Cannot connect to a replica: the replicas were closed",
  });
});

Deno.test("a lost replica is named, left out, and replaced on request", async () => {
  const { replicas, providers, names } = await startServed(3);
  await providers[1]!.crash();
  const clients = [await replicas.connect(), await replicas.connect()];
  for (const env of clients) await env.reset();
  assert.deepEqual((await replicas.status()).map(({ name, state, reason }) => [name, state, reason]), [
    [names[0], "running", undefined],
    [names[1], "lost", "it exited with code 5"],
    [names[2], "running", undefined],
  ]);
  const replaced = await replicas.replaceLost();
  assert.equal(replaced.length, 1);
  assert.deepEqual((await replicas.status()).map(({ name }) => name), [names[0], replaced[0], names[2]]);
  assert.deepEqual((await replicas.status()).map(({ state }) => state), ["running", "running", "running"]);
  assert.equal(providers[1]!.closings, 1);
  assert.deepEqual(await replicas.replaceLost(), []);
  for (const env of clients) await env.close();
  await replicas.close();
  assert.equal(running.size, 0);
});

Deno.test("connect() says which replicas are lost, and why, when all are", async () => {
  const { replicas, providers, names } = await startServed(2);
  for (const provider of providers) await provider.crash();
  await assert.rejects(replicas.connect(), {
    code: "REPLICAS_LOST",
    message: `Cannot connect to a replica: all are lost (${names[0]}: it exited with code 5; ` +
      `${names[1]}: it exited with code 5)`,
    data: { lost: names.map((name) => ({ name, reason: "it exited with code 5" })) },
  });
  await replicas.replaceLost();
  await using env = await replicas.connect();
  await env.reset();
  await replicas.close();
});

Deno.test("replace() replaces one that runs, once for two calls, and refuses a name that none has", async () => {
  const { replicas, providers, names } = await startServed(2);
  const env = await replicas.connect();
  const [first, second] = await Promise.all([replicas.replace(names[0]!), replicas.replace(names[0]!)]);
  assert.equal(first, second);
  assert.deepEqual([providers.length, providers[0]!.closings], [3, 1]);
  await assert.rejects(env.reconnect(), { message: RegExp(`; ${names[0]} has ended: it was stopped$`) });
  await env.close();
  await assert.rejects(replicas.replace(names[0]!), {
    code: "INVALID_OPTION",
    message: `Cannot replace replica ${names[0]}: there are ${first}, ${names[1]}`,
  });
  await replicas.close();
  assert.equal(running.size, 0);
});

Deno.test("startReplicas() starts all or none, and names the one that failed, with its reason", async () => {
  const images = ["echo", "silent", "broken"];
  const providers: ServedProvider[] = [];
  class Failing extends ServedProvider {
    constructor(readonly index: number) {
      super();
      providers.push(this);
    }
    override startContainer(_image: string, options = {}): Promise<string> {
      return super.startContainer(images[this.index]!, options);
    }
  }
  const options = { provider: (index: number) => new Failing(index), image: "any", connect: connectEcho };
  const failure: OpenEnvError = await startReplicas(3, options).then(() => assert.fail(), (thrown) => thrown);
  assert.match(failure.message, /^Cannot start replica 3 of 3: It has ended: it exited with code 3: broken on purpose/);
  const { replica, name, reason_code } = failure.data as Record<string, unknown>;
  assert.deepEqual([failure.code, replica, reason_code], ["REPLICA_FAILED", 3, "START_FAILED"]);
  assert.match(String(name), /^served-\d+$/);
  assert.equal((failure.cause as OpenEnvError).code, "START_FAILED");
  assert.deepEqual([providers.length, running.size], [3, 0]);
});

Deno.test("an aborted start of replicas leaves none", async () => {
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const options = { provider: () => new ServedProvider(), connect: connectEcho, signal: controller.signal };
  const starting = startReplicas(2, { ...options, image: "silent" });
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(starting, reason);
  assert.equal(running.size, 0);
});

Deno.test("startReplicas() refuses a count and options that can't be used", async () => {
  const provider = () => new ServedProvider();
  for (const count of [0, 1.5, NaN]) {
    const starting = startReplicas(count, { provider, image: "echo", connect: connectEcho });
    await assert.rejects(starting, { code: "INVALID_OPTION" });
  }
  const noImage = { provider, connect: connectEcho } as unknown as Parameters<typeof startReplicas>[1];
  await assert.rejects(startReplicas(1, noImage), { message: /: the provider runs images; name one$/ });
});

Deno.test("of 200 sessions on 3 processes, a killed one loses its own alone, and is replaced", async () => {
  const entry = new URL("../process/testing_fixtures/program.ts", import.meta.url);
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const provider = () =>
    new ProcessProvider({ entry, permissions: { env: ["MODE"] }, flags: ["--no-check", "--config", config] });
  const replicas = await startReplicas(3, { provider, connect: connectEcho });
  try {
    const clients = await Promise.all(Array.from({ length: 200 }, () => replicas.connect()));
    await Promise.all(clients.map((env) => env.reset()));
    const victim = (await replicas.status())[1]!.name;
    Deno.kill((await readRecords()).find(({ name }) => name === victim)!.process.pid, "SIGKILL");
    const outcomes = await Promise.allSettled(clients.map((env) => env.callTool("echo_message", { message: "on" })));
    const failures = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason.message] : []);
    assert.equal(failures.length, 67);
    for (const message of failures) assert.match(message, RegExp(`; ${victim} has ended: it was killed by SIGKILL$`));
    const others = await Promise.all(Array.from({ length: 4 }, () => replicas.connect()));
    assert.deepEqual((await replicas.status()).map(({ state }) => state), ["running", "lost", "running"]);
    const [name] = await replicas.replaceLost();
    assert.deepEqual((await replicas.status()).map(({ state }) => state), ["running", "running", "running"]);
    assert.equal((await replicas.status())[1]!.name, name);
    others.push(...await Promise.all(Array.from({ length: 3 }, () => replicas.connect())));
    for (const env of others) await env.reset();
    await Promise.allSettled([...clients, ...others].map((env) => env.close()));
  } finally {
    await replicas.close();
  }
});
