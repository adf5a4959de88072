import { gridWorld } from "@openenv/grid-world-env";
import gridWorldEnvironment from "@openenv/grid-world-env/environment";
import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { AutoAction } from "./auto_action.ts";

Deno.test("AutoAction.fromEnv() makes actions of every bundled environment, and refuses wrong ones", async () => {
  const cases: Readonly<Record<string, [right: Record<string, unknown>, wrong: Record<string, unknown>]>> = {
    coding: [{ code: "print(1)" }, { code: 1 }],
    echo: [{ type: "call_tool", tool_name: "echo_message", arguments: { message: "hi" } }, { tool_name: 5 }],
    grid_world: [{ action: "UP" }, { action: "UPWARDS" }],
    tool_shop: [{ type: "call_tool", tool_name: "view_cart", arguments: {} }, { arguments: {} }],
  };
  for (const [name, [right, wrong]] of Object.entries(cases)) {
    const { create, schema } = await AutoAction.fromEnv(name);
    assert.deepEqual(create(right), right);
    assert.equal(schema.type, "object");
    assert.throws(() => create(wrong), { code: "VALIDATION_ERROR" });
    assert.throws(() => create({ ...right, unknown: 1 }), { code: "VALIDATION_ERROR" });
  }
});

Deno.test("AutoAction.fromEnv() is typed by a contract", async () => {
  const GridWorldAction = await AutoAction.fromEnv("grid_world", { contract: gridWorld });
  const { action }: { action: "UP" | "DOWN" | "LEFT" | "RIGHT" } = GridWorldAction.create({ action: "UP" });
  assert.equal(action, "UP");
});

Deno.test("AutoAction.fromEnv() reads the schema of a server", async () => {
  await using server = await serveForTest(gridWorldEnvironment);
  const { create } = await AutoAction.fromEnv(server.url);
  assert.throws(() => create({ action: "UPWARDS" }), { code: "VALIDATION_ERROR" });
  await assert.rejects(AutoAction.fromEnv(`${server.url}/nowhere`), { code: "CONNECTION_FAILED" });
});
