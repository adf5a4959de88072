import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import type { JsonSchema } from "./json_schema.ts";
import { toWireSchemas } from "./wire_schemas.ts";

const Move = z.discriminatedUnion("type", [
  z.object({ type: z.literal("walk"), steps: z.int() }),
  z.object({ type: z.literal("wait") }).meta({ id: "Wait" }),
]);

Deno.test("toWireSchemas() gives every member of a union the keys that every environment has", () => {
  const { action, observation } = toWireSchemas(defineEnvironment({
    name: "variants",
    action: Move,
    observation: z.union([z.object({ start: z.boolean() }), Move]),
  }));
  assert.equal(action.title, "VariantsAction");
  assert.deepEqual(keysOf(action.oneOf!), [["metadata", "type", "steps"], ["metadata", "type"]]);
  const [start, moves] = observation.anyOf!;
  assert.deepEqual(keysOf([start!, ...moves!.oneOf!]), [
    ["done", "reward", "metadata", "start"],
    ["done", "reward", "metadata", "type", "steps"],
    ["done", "reward", "metadata", "type"],
  ]);
  assert(action.oneOf!.every(({ additionalProperties }) => additionalProperties === false));
});

function keysOf(members: readonly JsonSchema[]): string[][] {
  return members.map(({ properties }) => Object.keys(properties!));
}
