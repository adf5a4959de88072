import { connect } from "@openenv/client";
import type { AnyImplementation } from "@openenv/core";
import assert from "node:assert/strict";
import { createApp } from "./app.ts";
import { serve } from "./serve.ts";
import { serveForTest } from "./serve_for_test.ts";
import environment from "./testdata/environment.ts";

const MODULE = new URL("./testdata/environment.ts", import.meta.url);

Deno.test("createApp() answers /health without building an environment", async () => {
  const broken = environment.contract.implement(() => {
    throw new Error("never");
  });
  const response = await createApp(broken).fetch(new Request("http://localhost/health"));
  assert.deepEqual([response.status, await response.json()], [200, { status: "healthy" }]);
});

Deno.test("createApp() answers an unknown path with 404 and a detail", async () => {
  const response = await createApp(environment).fetch(new Request("http://localhost/nowhere"));
  assert.deepEqual([response.status, await response.json()], [404, { detail: "Not Found" }]);
});

Deno.test("createApp() answers a path of 60,000 slashes in linear time", async () => {
  const app = createApp(environment);
  const timesMs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const response = await app.fetch(new Request(`http://localhost/x${"/".repeat(60_000)}x`));
    timesMs.push(performance.now() - start);
    assert.equal(response.status, 404);
  }
  // A hundred times what it takes; quadratic time is another ten times that.
  assert.ok(Math.min(...timesMs) < 300, `${timesMs} ms`);
});

Deno.test("createApp() refuses more sessions than the contract allows", () => {
  assert.throws(() => createApp(environment, { maxSessions: 4 }), {
    code: "INVALID_OPTION",
    message: "Cannot use option maxSessions: 4 is more than the 3 that from_module allows",
  });
});

Deno.test("createApp() refuses options that are no positive numbers", () => {
  for (
    const options of [{ maxSessions: 0 }, { maxSessions: 1.5 }, { idleTimeoutMs: -1 }, { limits: { stepMs: NaN } }]
  ) {
    assert.throws(() => createApp(environment, options), { code: "INVALID_OPTION" });
  }
});

Deno.test("createApp() refuses what is no source", () => {
  for (const source of [undefined, {}, () => {}, { module: 1 }]) {
    assert.throws(() => createApp(source as unknown as AnyImplementation), { code: "INVALID_DEFINITION" });
  }
});

Deno.test("createApp() hosts the default export of a module, within its contract's ceiling", async () => {
  await using server = await serveForTest({ module: MODULE });
  await using env = await connect(server.url);
  assert.deepEqual((await env.reset()).observation, {});
  await assert.rejects(createApp({ module: MODULE }, { maxSessions: 4 }).ready(), { code: "INVALID_OPTION" });
});

Deno.test("App.ready() rejects for a module that has no environment, and for one that is not there", async () => {
  const wrong = createApp({ module: new URL("./options.ts", import.meta.url) });
  await assert.rejects(wrong.ready(), { code: "INVALID_DEFINITION" });
  const absent = createApp({ module: new URL("./absent.ts", import.meta.url) });
  await assert.rejects(absent.ready(), /Module not found/);
});

Deno.test("createApp() tells a client over its socket why a module cannot be hosted", async () => {
  const app = createApp({ module: MODULE }, { maxSessions: 4 });
  const server = await serve({ fetch: app.fetch }, { port: 0, handleSignals: false, onListen: () => {} });
  const env = await connect(server.url);
  await assert.rejects(env.reset(), { code: "INVALID_OPTION" });
  await env.close();
  await server.shutdown();
});
