import { connect } from "@openenv/client";
import { parseManifest } from "@openenv/registry/manifest";
import { createApp } from "@openenv/server";
import { assertEnvironment } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };

Deno.test("echo_message returns the message, and echo_with_length its length in code points", async () => {
  await using env = await connect(environment);
  for (const [message, length] of [["hey", 3], ["", 0], ["grüß 🌍", 6], ["👩‍🚀", 3], ["\ud800", 1]] as const) {
    assert.equal(await env.callTool("echo_message", { message }), message);
    assert.deepEqual(await env.callTool("echo_with_length", { message }), { message, length });
  }
});

Deno.test("echo needs no reset, gives no reward, and never ends", async () => {
  await using env = await connect(environment);
  const action = { type: "call_tool", tool_name: "echo_with_length", arguments: { message: "hey" } } as const;
  const { observation, reward, done, info } = await env.step(action);
  assert.deepEqual({ observation, reward, done, info }, {
    observation: {
      tool_name: "echo_with_length",
      result: {
        content: [{ type: "text", text: '{"message":"hey","length":3}', annotations: null, meta: null }],
        structured_content: { message: "hey", length: 3 },
        meta: null,
        data: { message: "hey", length: 3 },
        is_error: false,
      },
      error: null,
    },
    reward: null,
    done: false,
    info: {},
  });
  await env.step({ type: "list_tools" });
  assert.equal((await env.state()).step_count, 2);
});

Deno.test("a reset is answered as the reference answers it, and takes any options", async () => {
  const app = createApp(environment);
  const reset = async (options: Record<string, unknown>) => {
    const headers = { "content-type": "application/json" };
    const request = new Request("http://127.0.0.1:8000/reset", {
      method: "POST",
      headers,
      body: JSON.stringify(options),
    });
    const { observation, reward, done, metadata } = await (await app.fetch(request)).json();
    return { observation, reward, done, metadata };
  };
  const metadata = { status: "ready", message: "Echo environment ready!" };
  const answer = { observation: { metadata }, reward: 0, done: false, metadata };
  assert.deepEqual(await reset({ episode_id: "e1" }), answer);
  const { status, message } = (await reset({ difficulty: "hard" })).metadata;
  assert.deepEqual({ status, message }, metadata);
  await app.close();
});

Deno.test("the environment keeps the promises of its manifest, except for rewards", async () => {
  const { results } = await assertEnvironment(environment, {
    manifest: parseManifest(manifest),
    skip: ["runtime.reward_well_formed", "runtime.seed_variety", "semantic.oracle_max"],
  });
  const tools = results.filter(({ check_id }) => check_id.startsWith("runtime.tool_")).map(({ status }) => status);
  assert.deepEqual(tools, ["pass", "pass"]);
});
