import { connect } from "@openenv/client";
import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../serve_for_test.ts";

/** An exclusive environment whose instances take their time to close, and how many there are at most. */
function makePort(): { readonly environment: AnyImplementation; readonly most: () => number } {
  let [alive, most] = [0, 0];
  const environment = defineEnvironment({
    name: "port",
    action: z.object({ hang: z.boolean().default(false) }),
    observation: z.object({}),
    maxSessions: 1,
    exclusive: true,
  }).implement(() => {
    most = Math.max(most, ++alive);
    return {
      reset: () => ({ observation: {} }),
      step: ({ hang }) => {
        const delayMs = hang ? 150 : 0;
        return new Promise((resolve) => setTimeout(() => resolve({ observation: {} }), delayMs));
      },
      close: async () => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        alive--;
      },
    };
  });
  return { environment, most: () => most };
}

Deno.test("an exclusive environment has one instance at a time, on a server and in process, for every kind of caller", async () => {
  for (const isLocal of [false, true]) {
    const { environment, most } = makePort();
    await using server = await serveForTest(environment, { limits: { stepMs: 50 } });
    await using env = await (isLocal ? connect(environment, { limits: { stepMs: 50 } }) : connect(server.url));
    await env.reset();
    await env.reconnect();
    await env.reset();
    await assert.rejects(env.step({ hang: true }), { code: "TIMEOUT" });
    await env.reset();
    await env.step({});
    await env.reconnect();
    await env.reset();
    assert.equal(most(), 1, isLocal ? "in process" : "on a server");
  }
});

Deno.test("a session over HTTP waits for the end of an exclusive instance, also after TIMEOUT", async () => {
  const { environment, most } = makePort();
  await using server = await serveForTest(environment, { limits: { createMs: 2000, stepMs: 50 } });
  const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { method: "POST", body: JSON.stringify(body), headers });
  const first = await ask("/reset", {});
  const { session_id } = await first.json();
  const headers = { "OpenEnv-Session": session_id };
  await (await fetch(`${server.url}/session`, { method: "DELETE", headers })).body?.cancel();
  const second = await ask("/reset", {});
  assert.equal(second.status, 200);
  const held = { "OpenEnv-Session": (await second.json()).session_id };
  const late = await ask("/step", { action: { hang: true } }, held);
  assert.deepEqual([late.status, (await late.json()).code], [504, "TIMEOUT"]);
  const again = await ask("/reset", {}, held);
  assert.equal(again.status, 200);
  await again.body?.cancel();
  assert.equal(most(), 1);
});
