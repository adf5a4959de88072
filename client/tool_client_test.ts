import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import { awaited } from "./testing_fixtures/awaited.ts";
import { serveElsewhere } from "./testing_fixtures/elsewhere.ts";
import environment from "./testing_fixtures/scales_environment.ts";
import { TRANSPORTS } from "./testing_fixtures/servers.ts";

const MODULE = new URL("./testing_fixtures/scales_environment.ts", import.meta.url);

for (const way of ["in process", ...TRANSPORTS] as const) {
  Deno.test(`EnvClient lists and calls tools (${way})`, async () => {
    await using server = await serveForTest(environment);
    await using env = way === "in process"
      ? await connect(environment)
      : await connect(server.url, environment.contract, { transport: way });
    await playTools(env);
  });
}

for (const way of ["from a module", ...TRANSPORTS] as const) {
  Deno.test(`SyncEnvClient lists and calls tools (${way})`, async () => {
    await using server = await serveElsewhere("scales_environment.ts");
    await using env = awaited(
      way === "from a module"
        ? new EnvClient({ module: MODULE }, environment.contract).sync()
        : new EnvClient(server.url, environment.contract, { transport: way }).sync(),
    );
    await playTools(env);
    await env.reconnect();
    assert.equal((await env.listTools()).length, 2);
  });
}

async function playTools(env: EnvClient<typeof environment.contract>) {
  const tools = await env.listTools();
  assert.deepEqual(tools.map(({ name, description }) => [name, description]), [
    ["scale", "Multiplies a value."],
    ["fail", "Fails."],
  ]);
  assert.equal(await env.listTools(), tools);
  assert.equal((await env.getTool("scale"))?.inputSchema.type, "object");
  assert.deepEqual([await env.hasTool("fail"), await env.hasTool("nope")], [true, false]);
  const product: number = await env.callTool("scale", { value: 4 });
  assert.equal(product, 8);
  await assert.rejects(env.callTool("fail"), {
    code: "TOOL_FAILED",
    message: "out of stock",
    data: { tool_name: "fail", error_type: "execution_error" },
  });
  await assert.rejects(env.callTool("scale", { value: "x" as never }), {
    data: { tool_name: "scale", error_type: "invalid_args" },
  });
  assert.equal((await env.state()).step_count, 3);
}

Deno.test("EnvClient's tool calls are typed by the contract's tools", async () => {
  await using env = await connect(environment);
  // @ts-expect-error an unknown tool
  await assert.rejects(env.callTool("scal"), { data: { tool_name: "scal", error_type: "tool_not_found" } });
  // @ts-expect-error a value of another type
  await assert.rejects(env.callTool("scale", { value: "x" }));
  await using untyped: EnvClient = new EnvClient(environment) as unknown as EnvClient;
  assert.equal(await untyped.callTool("scale", { value: 1, factor: 3 }), 3);
});
