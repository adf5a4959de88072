import { type AnyContract, defineEnvironment, defineTool, defineToolEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { describeNextSteps, playCommand } from "./next_steps.ts";

const URL_OF_TEST = "http://127.0.0.1:8000";
const observation = z.object({});

Deno.test("playCommand() makes a call of each kind that the schemas allow", () => {
  const contracts: readonly [contract: AnyContract, last: string][] = [
    [defineEnvironment({ name: "a", action: z.object({ n: z.int().min(3) }), observation }), 'env.step({"n":3})'],
    [defineEnvironment({ name: "b", action: z.object({ n: z.int().optional() }), observation }), "env.step()"],
    [
      defineEnvironment({ name: "c", action: z.object({ id: z.string().regex(/^x\d+$/) }), observation }),
      "env.reset()",
    ],
    [
      defineEnvironment({
        name: "d",
        action: z.object({}),
        observation,
        resetOptions: z.object({ id: z.string().regex(/^x\d+$/) }),
      }),
      "env.state()",
    ],
  ];
  for (const [contract, last] of contracts) {
    assert.ok(playCommand({ url: URL_OF_TEST, contract }).includes(`console.log(await ${last});`), contract.name);
  }
});

Deno.test("playCommand() does without an example of a schema that never ends", () => {
  const tree: z.ZodType = z.object({ left: z.lazy(() => tree) });
  const contract = defineEnvironment({ name: "tree", action: z.object({ tree }), observation });
  assert.match(playCommand({ url: URL_OF_TEST, contract }), /console\.log\(await env\.reset\(\)\)/);
});

Deno.test("playCommand() calls the first tool of a tool environment", () => {
  const input = z.object({ message: z.string() });
  const tool = defineTool({ name: "echo", description: "Echoes.", input, run: ({ message }) => message });
  const { contract } = defineToolEnvironment({ name: "echoes", tools: [tool] });
  const last = 'env.step({"tool_name":"echo","arguments":{"message":"text"}})';
  assert.ok(playCommand({ url: URL_OF_TEST, contract }).includes(`console.log(await ${last});`));
});

Deno.test("describeNextSteps() names an address that can be opened", () => {
  for (const [host, reachable] of [["0.0.0.0", "127.0.0.1"], ["[::]", "[::1]"], ["10.0.0.7", "10.0.0.7"]]) {
    const text = describeNextSteps({ url: `http://${host}:8000` }).join("\n");
    assert.ok(text.includes(`Open http://${reachable}:8000/docs`), text);
    assert.ok(text.includes(`connect("http://${reachable}:8000")`), text);
  }
});
