import { defineEnvironment, defineTool } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import { writerOf } from "./contract_writer.ts";

const halve = defineTool({
  name: "halve",
  description: "Halves a number.",
  input: z.object({}),
  output: z.number(),
  run: () => 1,
});

Deno.test("writerOf() writes the observation of a call by the tool's output, and any other by the contract's schema", () => {
  const { observation } = writerOf(defineEnvironment({
    name: "own",
    action: z.looseObject({}),
    observation: z.looseObject({ level: z.number().optional() }),
    tools: [halve],
  }));
  assert.equal(observation({ level: 1, free: 1 }, "{}"), '{"metadata":{},"level":1.0,"free":1}');
  assert.equal(
    observation({ tool_name: "halve", result: { structured_content: { result: 1 }, data: 1, other: 1 } }, "{}"),
    '{"metadata":{},"tool_name":"halve","result":{"structured_content":{"result":1.0},"data":1.0,"other":1}}',
  );
  assert.equal(
    observation({ tool_name: "halve", result: null }, "{}"),
    '{"metadata":{},"tool_name":"halve","result":null}',
  );
});
