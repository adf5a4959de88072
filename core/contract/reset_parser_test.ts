import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "./define_environment.ts";
import type { AnyContract } from "./contract.ts";
import { ValidationError } from "../errors/error_classes.ts";
import { ResetParser } from "./reset_parser.ts";
import { tasksFromArrays } from "../tasks/tasks_from_arrays.ts";
import type { Schema } from "../schema/schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parser(resetOptions?: Schema, maxSteps?: number): ResetParser {
  const contract = defineEnvironment({
    name: "any",
    action: z.object({}),
    observation: z.object({}),
    ...(resetOptions && { resetOptions }),
    ...(maxSteps && { maxSteps }),
  });
  return new ResetParser(contract as AnyContract);
}

function itemsOf(data: Record<string, unknown>, resetOptions?: Schema, maxSteps?: number): readonly ValidationItem[] {
  try {
    parser(resetOptions, maxSteps).parse(data);
  } catch (thrown) {
    if (thrown instanceof ValidationError) return thrown.data.errors;
    throw thrown;
  }
  return [];
}

Deno.test("parse() takes seed, episode id and step limit as they are given", () => {
  assert.deepEqual(parser().parse({ seed: 3, episode_id: "ep-9", max_steps: 5 }), {
    options: { seed: 3, episode_id: "ep-9", max_steps: 5 },
    seed: 3,
    requestedSeed: 3,
    episodeId: "ep-9",
    maxSteps: 5,
    ignored: [],
  });
});

Deno.test("parse() draws a seed and makes an episode id when none is given, or null", () => {
  for (const data of [{}, { seed: null, episode_id: null, max_steps: null }, { seed: undefined }]) {
    const { options, seed, episodeId, maxSteps } = parser().parse(data);
    assert.ok(Number.isSafeInteger(seed) && seed >= 0);
    assert.match(episodeId, UUID);
    assert.equal(maxSteps, Infinity);
    assert.deepEqual(options, { seed, episode_id: episodeId });
  }
  assert.notEqual(parser().parse({}).seed, parser().parse({}).seed);
});

Deno.test("parse() takes any safe integer as a seed, and what Pydantic makes one of", () => {
  const seeds: [unknown, number][] = [
    [0, 0],
    [-1, -1],
    [2 ** 53 - 1, 2 ** 53 - 1],
    [-(2 ** 53 - 1), -(2 ** 53 - 1)],
    ["7", 7],
    [" -7 ", -7],
    ["7.0", 7],
    [7.0, 7],
    [true, 1],
  ];
  for (const [given, expected] of seeds) assert.equal(parser().parse({ seed: given }).seed, expected);
});

Deno.test("parse() refuses other seeds", () => {
  const item = (type: string, msg: string, input: unknown) => [{ type, loc: ["seed"], msg, input }];
  const unsafe = "Input should be an integer between -(2**53 - 1) and 2**53 - 1";
  assert.deepEqual(
    itemsOf({ seed: "x" }),
    item("int_parsing", "Input should be a valid integer, unable to parse string as an integer", "x"),
  );
  assert.deepEqual(
    itemsOf({ seed: 1.5 }),
    item("int_from_float", "Input should be a valid integer, got a number with a fractional part", 1.5),
  );
  assert.deepEqual(itemsOf({ seed: NaN }), item("finite_number", "Input should be a finite number", null));
  assert.deepEqual(itemsOf({ seed: [] }), item("int_type", "Input should be a valid integer", []));
  assert.deepEqual(itemsOf({ seed: 2 ** 53 }), item("value_error", unsafe, 2 ** 53));
  assert.deepEqual(itemsOf({ seed: "9007199254740993" }), item("value_error", unsafe, "9007199254740993"));
});

Deno.test("parse() refuses an episode id that is no string", () => {
  assert.deepEqual(itemsOf({ episode_id: 9 }), [
    { type: "string_type", loc: ["episode_id"], msg: "Input should be a valid string", input: 9 },
  ]);
});

Deno.test("parse() holds max_steps between 1 and the contract's limit", () => {
  const item = (type: string, word: string, input: unknown, ctx: object) => [
    { type, loc: ["max_steps"], msg: `Input should be ${word} than or equal to ${Object.values(ctx)}`, input, ctx },
  ];
  assert.equal(parser(undefined, 10).parse({}).maxSteps, 10);
  assert.equal(parser(undefined, 10).parse({ max_steps: "10" }).maxSteps, 10);
  assert.equal(parser(undefined, 10).parse({ max_steps: 1 }).maxSteps, 1);
  assert.equal(parser().parse({ max_steps: 1_000_000 }).maxSteps, 1_000_000);
  assert.deepEqual(itemsOf({ max_steps: 0 }), item("greater_than_equal", "greater", 0, { ge: 1 }));
  assert.deepEqual(itemsOf({ max_steps: 11 }, undefined, 10), item("less_than_equal", "less", 11, { le: 10 }));
  assert.deepEqual(itemsOf({ max_steps: 2 ** 60 }), item("less_than_equal", "less", 2 ** 60, { le: 2 ** 53 - 1 }));
});

Deno.test("parse() parses the contract's own options beside the common ones", () => {
  const own = z.object({ flavor: z.enum(["mint", "lime"]).default("mint"), size: z.int().optional() });
  assert.deepEqual(parser(own).parse({ seed: 1, episode_id: "e" }).options, {
    flavor: "mint",
    seed: 1,
    episode_id: "e",
  });
  assert.deepEqual(parser(own).parse({ seed: 1, episode_id: "e", flavor: "lime", size: "3" }).options, {
    flavor: "lime",
    size: 3,
    seed: 1,
    episode_id: "e",
  });
});

Deno.test("parse() accepts unknown options and names them", () => {
  const own = z.object({ flavor: z.string().optional() });
  assert.deepEqual(parser(own).parse({ flavor: "x", seed: 1, unknown: 1, other: 2 }).ignored, ["unknown", "other"]);
  assert.deepEqual(parser().parse(JSON.parse('{"__proto__":{"seed":1}}')).ignored, ["__proto__"]);
});

Deno.test("parse() refuses unknown keys inside the contract's own options", () => {
  const own = z.object({ start: z.object({ x: z.int() }) });
  assert.deepEqual(itemsOf({ start: { x: 1, y: 2 } }, own), [
    { type: "extra_forbidden", loc: ["start", "y"], msg: "Extra inputs are not permitted", input: 2 },
  ]);
});

Deno.test("parse() reports every failure at once, the common options first", () => {
  const own = z.object({ size: z.int() });
  const types = itemsOf({ seed: "x", episode_id: 1, max_steps: 0, size: "x" }, own).map(({ type, loc }) => [type, loc]);
  assert.deepEqual(types, [
    ["int_parsing", ["seed"]],
    ["string_type", ["episode_id"]],
    ["greater_than_equal", ["max_steps"]],
    ["int_parsing", ["size"]],
  ]);
});

Deno.test("parse() takes what names a task, for a contract with tasks alone", () => {
  const tasks = tasksFromArrays({ train: [{ n: 1 }] });
  const options = { name: "quiz", action: z.object({}), observation: z.object({}) };
  const [without, withTasks] = [options, { ...options, tasks }].map((one) =>
    new ResetParser(defineEnvironment(one) as AnyContract)
  );
  const data = { seed: 3, episode_id: "e", split: "train", index: "0", task_id: null };
  const { choice, options: parsed, ignored } = withTasks!.parse(data);
  assert.deepEqual(choice, { split: "train", index: 0, task_id: undefined });
  assert.deepEqual([parsed, ignored], [{ seed: 3, episode_id: "e" }, []]);
  assert.deepEqual(withTasks!.unknownKeys(data), []);
  assert.deepEqual(without!.parse(data).choice, undefined);
  assert.deepEqual(without!.parse(data).ignored, ["split", "index", "task_id"]);
  const found = (data: Record<string, unknown>) => {
    try {
      withTasks!.parse(data);
      return [];
    } catch (thrown) {
      return (thrown as ValidationError).data.errors.map(({ type, loc }) => [type, ...loc]);
    }
  };
  assert.deepEqual(found({ split: 1, index: 1.5, task_id: {} }), [
    ["string_type", "split"],
    ["int_from_float", "index"],
    ["string_type", "task_id"],
  ]);
  assert.deepEqual(found({ index: -1 }), [["greater_than_equal", "index"]]);
});
