import assert from "node:assert/strict";
import { z } from "zod";
import { tasksFromArrays } from "../tasks/tasks_from_arrays.ts";
import { listTools } from "../tools/list_tools.ts";
import { defineTool } from "../tools/tool.ts";
import { defineToolEnvironment } from "../tools/tool_environment.ts";
import { contractFrom, describeContract } from "./contract_description.ts";
import { defineEnvironment } from "./define_environment.ts";
import { hashContract, toWireSchemas } from "./wire_schemas.ts";

Deno.test("a contract survives its description: schemas, hash, rules, tools", async () => {
  const tool = defineTool({
    name: "add",
    title: "Add",
    description: "Adds.",
    input: z.object({ by: z.int() }),
    output: z.int(),
    annotations: { readOnlyHint: true },
    modes: { simulation: ({ by }) => by },
  });
  const plain = defineEnvironment({
    name: "plain",
    version: "2.1.0",
    description: "Plain.",
    action: z.object({ to: z.string().transform((text) => text.length) }),
    observation: z.object({ at: z.number() }),
    state: z.object({ at: z.number() }),
    resetOptions: z.object({ from: z.int().default(3) }),
    tasks: tasksFromArrays({ train: [{ n: 1 }] }),
    maxSteps: 7,
    maxSessions: 2,
  });
  for (const contract of [plain, defineToolEnvironment({ name: "tools", tools: [tool] }).contract]) {
    const text = JSON.stringify(describeContract(contract));
    const again = contractFrom(JSON.parse(text));
    assert.equal(JSON.stringify(describeContract(again)), text);
    assert.deepEqual(toWireSchemas(again), toWireSchemas(contract));
    assert.equal(await hashContract(again), await hashContract(contract));
    const { maxSteps, maxSessions, requiresReset } = contract;
    assert.deepEqual([again.maxSteps, again.maxSessions, again.requiresReset], [maxSteps, maxSessions, requiresReset]);
    for (const mode of ["simulation", "production"] as const) {
      assert.deepEqual(again.tools && listTools(again.tools, mode), contract.tools && listTools(contract.tools, mode));
    }
  }
});
