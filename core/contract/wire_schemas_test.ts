import { type AnyContract, defineEnvironment, defineTool, defineToolEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import type { JsonSchema } from "../schema/json_schema.ts";
import { hashContract, toWireSchemas, type WireSchemas } from "./wire_schemas.ts";

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

Deno.test("toWireSchemas() keeps the titles that an author's schemas have, and makes the others from the name", () => {
  const titled = toWireSchemas(defineEnvironment({
    name: "shop_env",
    action: z.object({ tool_name: z.string() }).meta({ title: "CallToolAction" }),
    observation: z.object({ result: z.unknown() }).meta({ title: "CallToolObservation" }),
    state: z.object({ cart: z.int() }).meta({ title: "Cart", id: "cart" }),
  }));
  assert.deepEqual(titlesOf(titled), ["CallToolAction", "CallToolObservation", "Cart", "CallToolObservation"]);
  const mixed = toWireSchemas(defineEnvironment({
    name: "shop_env",
    action: z.union([Move, z.object({ type: z.literal("jump") })]).meta({ title: "AnyMove" }),
    observation: z.object({ part: z.object({}).meta({ title: "Part" }) }),
  }));
  assert.deepEqual(titlesOf(mixed), ["AnyMove", "ShopObservation", "ShopState", "ShopObservation"]);
});

Deno.test("toWireSchemas() titles the schemas of a tool environment as programs expect them", () => {
  const look = defineTool({ name: "look", description: "Looks.", input: z.object({}), run: () => "sky" });
  const { contract } = defineToolEnvironment({ name: "sky_env", tools: [look], start: () => ({}) });
  assert.deepEqual(titlesOf(toWireSchemas(contract)), [
    "CallToolAction",
    "CallToolObservation",
    "SkyState",
    "CallToolObservation",
  ]);
});

Deno.test("hashContract() tells the tools of contracts apart, whose actions are all alike", async () => {
  const hashOf = (input: z.ZodObject, name = "look") => {
    const tool = defineTool({ name, description: "Looks.", input, run: () => "sky" });
    return hashContract(defineToolEnvironment({ name: "sky_env", tools: [tool] }).contract);
  };
  const hash = await hashOf(z.object({}));
  assert.equal(await hashOf(z.object({})), hash);
  assert.notEqual(await hashOf(z.object({ far: z.boolean() })), hash);
  assert.notEqual(await hashOf(z.object({}), "stare"), hash);
});

Deno.test("toWireSchemas() has the keys of a task in the state of a contract with tasks", () => {
  const options = { name: "quiz", action: z.object({}), observation: z.object({}), state: z.object({ own: z.int() }) };
  const tasks = tasksFromArrays({ train: [{ n: 1 }] });
  const keys = (contract: AnyContract) => Object.keys(toWireSchemas(contract).state.properties!);
  assert.deepEqual(keys(defineEnvironment(options)), ["episode_id", "step_count", "seed", "own"]);
  assert.deepEqual(keys(defineEnvironment({ ...options, tasks })), [
    ...["episode_id", "step_count", "seed", "task_id", "split", "index", "own"],
  ]);
});

Deno.test("toWireSchemas() says which keys a record takes, unless any will do", () => {
  const { action } = toWireSchemas(defineEnvironment({
    name: "bids",
    action: z.object({
      any: z.record(z.string(), z.int()),
      some: z.record(z.enum(["a", "b"]), z.int()),
      few: z.partialRecord(z.enum(["a", "b"]), z.int()),
      pattern: z.record(z.string().regex(/^x/), z.int()),
    }),
    observation: z.object({}),
  }));
  const { any, some, few, pattern } = action.properties!;
  assert.deepEqual([any!.propertyNames, any!.required], [undefined, undefined]);
  assert.deepEqual([some!.propertyNames, some!.required], [{ type: "string", enum: ["a", "b"] }, ["a", "b"]]);
  assert.deepEqual([few!.propertyNames, few!.required], [{ type: "string", enum: ["a", "b"] }, undefined]);
  assert.deepEqual(pattern!.propertyNames, { type: "string", pattern: "^x" });
});

function titlesOf({ action, observation, state, reset_observation }: WireSchemas): unknown[] {
  return [action, observation, state, reset_observation].map(({ title }) => title);
}

Deno.test("toWireSchemas() leaves an object open that its author leaves open", () => {
  const tool = defineTool({ name: "wave", description: "Waves.", input: z.object({}), run: () => null });
  const { contract } = defineToolEnvironment({ name: "waves", tools: [tool] });
  const { action, observation, reset_observation } = toWireSchemas(contract);
  assert.deepEqual([action, observation, reset_observation].map((schema) => schema.additionalProperties), [
    ...[false, true, true],
  ]);
  const open = toWireSchemas(defineEnvironment({ name: "x", action: z.object({}), observation: z.looseObject({}) }));
  assert.deepEqual(open.observation.additionalProperties, {});
});

function keysOf(members: readonly JsonSchema[]): string[][] {
  return members.map(({ properties }) => Object.keys(properties!));
}
