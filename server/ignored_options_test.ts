import { connect } from "@openenv/client";
import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "./serve_for_test.ts";

const environment = defineEnvironment({
  name: "telling",
  action: z.object({}),
  observation: z.object({ count: z.int() }),
}).implement(() => ({
  reset: () => ({ observation: { count: 0 }, info: { ignored: ["seed"] } }),
  step: () => ({ observation: { count: 1 }, info: { ignored: ["mine"] } }),
}));

Deno.test("what an author calls ignored in info is neither taken for an ignored option nor overwritten", async () => {
  await using server = await serveForTest(environment);
  for (const transport of ["websocket", "http"] as const) {
    await using env = await connect(server.url, undefined, { transport });
    assert.deepEqual((await env.reset({ seed: 7 })).info, { ignored: ["seed"] });
    assert.deepEqual((await env.step({})).info, { ignored: ["mine"] });
    await assert.rejects(env.reset({ seed: 7, flavour: 1 } as never), {
      code: "VALIDATION_ERROR",
      message: /has no option flavour; it has seed, episode_id, max_steps$/,
    });
  }
  const opened = await fetch(`${server.url}/reset`, { method: "POST", body: '{"seed":7,"flavour":1}' });
  const { session_id, ...reset } = await opened.json();
  assert.deepEqual([reset.metadata, reset.observation.metadata, reset.ignored, reset.known_options], [
    { ignored: ["seed"] },
    { ignored: ["seed"] },
    ["flavour"],
    ["seed", "episode_id", "max_steps"],
  ]);
  const headers = { "OpenEnv-Session": session_id };
  const stepped = await fetch(`${server.url}/step`, { method: "POST", headers, body: '{"action":{},"foo":1}' });
  const step = await stepped.json();
  assert.deepEqual([step.metadata, step.ignored], [{ ignored: ["mine"] }, ["foo"]]);
});
