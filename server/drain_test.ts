import { connect, HttpEnvClient } from "@openenv/client";
import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "./app.ts";
import { serveForTest } from "./serve_for_test.ts";
import { serve } from "./serve.ts";
import { ServingChild } from "./testdata/serving_child.ts";

/** Longer than any test takes. */
const LONG_MS = 600_000;

/** An episode has two steps. */
const contract = defineEnvironment({
  name: "two_steps",
  action: z.object({}),
  observation: z.object({ steps: z.int() }),
});
const environment = contract.implement(() => {
  let steps = 0;
  return {
    reset: () => ({ observation: { steps: steps = 0 } }),
    step: () => ({ observation: { steps: ++steps }, terminated: steps === 2 }),
  };
});

Deno.test("serve() lets a running episode end before it stops, and begins no other", async () => {
  await using server = await serveForTest(environment, { drainMs: LONG_MS });
  await using env = await connect(server.url, contract);
  await env.reset();
  const stopped = server.running.shutdown();
  await assert.rejects(connect(server.url, contract).then((other) => other.reset()), {
    code: "CAPACITY_REACHED",
    message: "Cannot open session: the server drains, and begins no episodes",
  });
  const refused = await fetch(`${server.url}/reset`, { method: "POST" });
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  assert.equal((await refused.json()).code, "CAPACITY_REACHED");
  assert.equal((await env.step({})).done, false);
  assert.equal((await env.step({})).done, true);
  // The end of an episode is not the end of its session: the state, or a reward, may still be asked for.
  assert.equal((await env.state()).step_count, 2);
  await assert.rejects(env.reset(), { code: "CAPACITY_REACHED" });
  await stopped;
  await assert.rejects(env.state(), { code: "CAPACITY_REACHED" }, "the last thing that the server said");
  assert.deepEqual(server.logged, [[
    "Draining 1 session: running episodes may go on for 600 s, and no new ones begin",
  ]]);
});

Deno.test("serve() waits for no session that has begun no episode", async () => {
  await using server = await serveForTest(environment, { drainMs: LONG_MS });
  await using env = await connect(server.url, contract);
  await env.state();
  await server.running.shutdown();
  await assert.rejects(env.reset(), { code: "CONNECTION_CLOSED" });
});

Deno.test("serve() lets the episode of an HTTP session end, and a session that its client closes", async () => {
  await using server = await serveForTest(environment, { drainMs: LONG_MS });
  await using played = new HttpEnvClient(server.url, contract);
  await using closed = new HttpEnvClient(server.url, contract);
  await Promise.all([played.reset(), closed.reset()]);
  const stopped = server.running.shutdown();
  await played.step({});
  await closed.close();
  assert.equal((await played.step({})).done, true);
  await stopped;
});

Deno.test("serve() cuts the episodes that go on when the time is over", async () => {
  await using server = await serveForTest(environment, { drainMs: 1 });
  await using env = await connect(server.url, contract);
  await env.reset();
  await server.running.shutdown();
  await assert.rejects(env.step({}), { code: "CONNECTION_CLOSED" });
});

Deno.test("GET /health answers 503 while a server drains, and GET /health?live does not", async () => {
  const app = createApp(environment);
  const answer = async (path: string) => {
    const response = await app.fetch(new Request(`http://localhost${path}`));
    return [response.status, await response.json()];
  };
  assert.deepEqual(await answer("/health?live"), [200, { status: "healthy" }]);
  await app.drain(LONG_MS);
  const reason = "draining: running episodes go on, and no new ones begin";
  assert.deepEqual(await answer("/health"), [503, { status: "unhealthy", reason }]);
  assert.deepEqual(await answer("/health?live"), [200, { status: "healthy" }]);
  await app.close();
});

for (const signals of [1, 2]) {
  const end = signals === 1 ? "lets episodes end at SIGTERM" : "ends at once at a second SIGTERM";
  Deno.test(`serve() ${end} with drainMs`, async () => {
    await using server = await ServingChild.start({ drainMs: LONG_MS });
    await using env = await connect(server.url);
    await env.reset();
    server.kill("SIGTERM");
    while ((await fetch(`${server.url}/health`).then(async (got) => (await got.body?.cancel(), got))).ok);
    if (signals === 1) {
      assert.deepEqual((await env.step({ do: "wait" })).observation, { text: "done" });
      await env.close();
      assert.equal(await server.end(), 0);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 300)); // signals that are closer are one
      server.kill("SIGTERM");
      assert.equal(await server.end(), 143);
    }
  });
}

Deno.test("serve() refuses a drain time that is none", async () => {
  const options = { port: 0, handleSignals: false };
  const message = "Cannot use option drainMs: -1 is not a number from 0 to 1000000000";
  await assert.rejects(serve(createApp(environment), { ...options, drainMs: -1 }), { code: "INVALID_OPTION", message });
  Deno.env.set("OPENENV_DRAIN_S", "1 min");
  try {
    await assert.rejects(serve(createApp(environment), options), {
      code: "INVALID_OPTION",
      message: 'Cannot use OPENENV_DRAIN_S: expected a number of seconds from 0 to 1000000, got "1 min"',
    });
  } finally {
    Deno.env.delete("OPENENV_DRAIN_S");
  }
});
