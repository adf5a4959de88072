import { Random } from "@openenv/core";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import shop from "../envs/tool_shop_env/environment.ts";
import oracle from "../envs/tool_shop_env/oracle.ts";
import { createLinkedSession } from "./linked_session.ts";

Deno.test("a stock MCP client carries out a task of the shop through a link, while the trainer sees every reward", async () => {
  for (const mode of ["legacy", "auto"] as const) {
    await using server = await serve(createApp(shop), { port: 0, handleSignals: false, onListen: () => {} });
    const { rpc, session_id, url, headers } = await createLinkedSession(server.url);
    const reset = { method: "POST", headers, body: JSON.stringify({ split: "test", index: 3, seed: 5 }) };
    const first = await (await fetch(`${server.url}/reset`, reset)).json();
    const state = async () => await (await fetch(`${server.url}/state`, { headers })).json();
    // The oracle reads the state, as the trainer may.
    const policy = await oracle({ random: new Random(0), seed: 0, state });
    const calls: string[] = [];
    const trainer = watch(rpc, session_id);

    const client = new Client({ name: "agent", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url + url)));
    assert.equal((await client.listTools()).tools.length, 10);
    for (let action = await policy(first); action !== undefined; action = await policy(first)) {
      const result = await client.callTool({ name: action.tool_name, arguments: { ...action.arguments } });
      assert.equal(result.isError, undefined, JSON.stringify(result));
      calls.push(action.tool_name);
    }
    const steps = await trainer;
    assert.deepEqual(steps.map(({ tool_name }) => tool_name), calls);
    assert.deepEqual([steps.at(-1)!.reward, steps.at(-1)!.terminated], [1, true]);
    const { step_count, task_id } = await state();
    assert.deepEqual([step_count, task_id], [calls.length, "test-3"]);
    await client.close();
  }
});

interface Step {
  readonly tool_name: string;
  readonly reward: number | null;
  readonly terminated: boolean;
  readonly done: boolean;
}

/** Reads the steps of a session as they come, until the episode ends. */
async function watch(rpc: (method: string, params: unknown) => Promise<{ steps: Step[]; next: number }>, id: string) {
  const seen: Step[] = [];
  for (let since = 0; seen.at(-1)?.done !== true;) {
    const { steps, next } = await rpc("openenv/session/steps", { session_id: id, since, wait_ms: 20_000 });
    seen.push(...steps);
    since = next;
  }
  return seen;
}
