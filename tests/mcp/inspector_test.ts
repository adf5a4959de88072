import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import echoEnvironment from "../../envs/echo_env/environment.ts";
import { createLinkedSession } from "../linked_session.ts";
import { INSPECTOR, runTool } from "./tools.ts";

Deno.test("the inspector lists and calls the tools, at /mcp and through an agent link", async () => {
  await using server = await serve(createApp(echoEnvironment), { port: 0, handleSignals: false, onListen: () => {} });
  const { rpc, session_id, url, headers } = await createLinkedSession(server.url);
  await (await fetch(`${server.url}/reset`, { method: "POST", headers })).body?.cancel();
  for (const path of ["/mcp", url]) {
    const inspect = async (...args: readonly string[]) => {
      const target = ["--cli", server.url + path, "--transport", "http", "--method"];
      const { code, stdout, stderr } = await runTool(INSPECTOR, [...target, ...args]);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const { tools } = await inspect("tools/list");
    assert.deepEqual(tools.map(({ name }: { name: string }) => name), ["echo_message", "echo_with_length"]);
    const result = await inspect("tools/call", "--tool-name", "echo_message", "--tool-arg", "message=hey");
    assert.deepEqual(result, { content: [{ type: "text", text: "hey" }], structuredContent: { result: "hey" } });
  }
  const { steps } = await rpc("openenv/session/steps", { session_id });
  assert.deepEqual(steps.map(({ tool_name }: { tool_name: string }) => tool_name), ["echo_message"]);
});
