import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { startOurServer } from "./our_server.ts";
import { OPENENV_VERSIONS, runPython, startPythonServer } from "./python.ts";

for (const version of [OPENENV_VERSIONS.reference, OPENENV_VERSIONS.old]) {
  Deno.test(`the MCP client of ${version} lists and calls the tools of our echo environment`, async () => {
    await using server = await startOurServer({ environment: "echo" });
    const { lines } = await runPython("tool_clients.py", [server.url], { version });
    const [reset, tools, echo, length, ...failed] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(reset, { reset: 0, done: false });
    assert.deepEqual(tools.tools.map(([name, , keys]: unknown[]) => [name, keys]), [
      ["echo_message", ["message"]],
      ["echo_with_length", ["message"]],
    ]);
    assert.ok(tools.tools.every(([, description]: string[]) => description !== ""));
    assert.deepEqual([echo, length], [{ echo: "hey" }, { length: { message: "h😀y", length: 3 } }]);
    assert.deepEqual(failed.map(({ failed, error }) => [failed, error]), [
      ["zip", "RuntimeError"],
      ["echo_message", "RuntimeError"],
    ]);
  });
}

Deno.test("our client lists and calls the tools of the reference's echo environment", async () => {
  await using server = await startPythonServer("echo_server.py");
  await using env = await connect(server.url);
  await env.reset();
  assert.deepEqual((await env.listTools()).map(({ name }) => name), ["echo_message", "echo_with_length"]);
  assert.equal(await env.callTool("echo_message", { message: "hey" }), "hey");
  assert.deepEqual(await env.callTool("echo_with_length", { message: "hey" }), { message: "hey", length: 3 });
  await assert.rejects(env.callTool("zip"), {
    code: "TOOL_FAILED",
    data: { tool_name: "zip", error_type: "tool_not_found" },
  });
});
