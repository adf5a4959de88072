import assert from "node:assert/strict";
import { z } from "zod";
import { DefinitionError, ValidationError } from "../errors/error_classes.ts";
import { InputParser } from "./input_parser.ts";
import type { Schema } from "../schema/schema.ts";

function parse(schema: Schema, value: unknown): unknown {
  return new InputParser(schema, "action").parse(value);
}

function locsOf(schema: Schema, value: unknown): string[] {
  try {
    parse(schema, value);
  } catch (thrown) {
    if (thrown instanceof ValidationError) return thrown.data.errors.map(({ type, loc }) => `${type} ${loc.join(".")}`);
    throw thrown;
  }
  return [];
}

Deno.test("parse() returns the schema's output, defaults filled in", () => {
  const schema = z.object({ message: z.string(), n: z.int().default(1), label: z.string().optional() });
  assert.deepEqual(parse(schema, { message: "hi" }), { message: "hi", n: 1 });
});

Deno.test("parse() coerces what fails, and only that", () => {
  const schema = z.object({ n: z.int(), either: z.union([z.string(), z.int()]), flag: z.boolean().default(false) });
  assert.deepEqual(parse(schema, { n: "2", either: "2" }), { n: 2, either: "2", flag: false });
  assert.deepEqual(parse(schema, { n: 2, either: 2, flag: "yes" }), { n: 2, either: 2, flag: true });
});

Deno.test("parse() leaves its input as it was", () => {
  const value = Object.freeze({ n: "2", list: Object.freeze(["1"]) });
  assert.deepEqual(parse(z.object({ n: z.int(), list: z.array(z.int()) }), value), { n: 2, list: [1] });
  assert.deepEqual(value, { n: "2", list: ["1"] });
});

Deno.test("parse() refuses undeclared keys of values that fit and of values that are coerced", () => {
  const schema = z.object({ n: z.int() });
  assert.deepEqual(locsOf(schema, { n: 1, zz: 1 }), ["extra_forbidden zz"]);
  assert.deepEqual(locsOf(schema, { n: "1", zz: 1 }), ["extra_forbidden zz"]);
  assert.deepEqual(locsOf(schema, { n: "x", zz: 1 }), ["int_parsing n", "extra_forbidden zz"]);
  assert.deepEqual(locsOf(schema, JSON.parse('{"n":1,"__proto__":{"n":2}}')), ["extra_forbidden __proto__"]);
});

Deno.test("parse() refuses what is no object", () => {
  for (const value of [null, undefined, 1, "x", [], [1]]) {
    assert.deepEqual(locsOf(z.object({ n: z.int().default(1) }), value), ["dict_type "]);
  }
});

Deno.test("parse() applies transforms of actions and still refuses undeclared keys", () => {
  const schema = z.object({ n: z.string().transform(Number), point: z.object({ x: z.int() }) });
  assert.deepEqual(parse(schema, { n: "5", point: { x: 1 } }), { n: 5, point: { x: 1 } });
  assert.deepEqual(locsOf(schema, { n: "5", point: { x: 1, y: 1 } }), ["extra_forbidden point.y"]);
});

Deno.test("parse() names place and reason in its message, and how many more there are", () => {
  const schema = z.object({ cells: z.array(z.int()), n: z.int() });
  assert.throws(() => parse(schema, { cells: [1, "x"] }), {
    name: "ValidationError",
    code: "VALIDATION_ERROR",
    message:
      "Cannot parse action: action.cells[1]: Input should be a valid integer, unable to parse string as an integer (and 1 more)",
  });
});

Deno.test("parse() throws when the schema answers with a promise", () => {
  const schema = z.object({ n: z.int() }).refine(() => Promise.resolve(true));
  assert.throws(() => parse(schema, { n: 1 }));
  const slow: Schema = {
    "~standard": {
      version: 1,
      vendor: "slow",
      validate: (value) => Promise.resolve({ value }),
      jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) },
    },
  };
  assert.throws(() => parse(slow, {}), DefinitionError);
});

Deno.test("parse() takes long numeric text that is none without trying every way to split it", () => {
  const text = `${"1".repeat(200_000)}x`;
  assert.deepEqual(locsOf(z.object({ n: z.number() }), { n: text }), ["float_parsing n"]);
  assert.deepEqual(locsOf(z.object({ n: z.int() }), { n: text }), ["int_parsing n"]);
});

Deno.test("parse() reports at most a hundred issues", () => {
  const parser = new InputParser(z.object({ n: z.array(z.int()) }), "action");
  assert.throws(() => parser.parse({ n: Array(500).fill("x") }), (error: ValidationError) => {
    assert.equal(error.data.errors.length, 100);
    return true;
  });
});

Deno.test("parse() refuses what makes a validator throw, and leaves no rejected promise behind", async () => {
  const schema = z.object({ n: z.int() }).refine(() => {
    throw new RangeError("no such move");
  });
  assert.throws(() => new InputParser(schema, "action").parse({ n: 1 }), { code: "INVALID_DEFINITION" });
  await new Promise((resolve) => setTimeout(resolve));
});
