import assert from "node:assert/strict";
import { z } from "zod";
import { ValidationError } from "../errors/error_classes.ts";
import { InputParser } from "../pydantic/input_parser.ts";
import type { Schema } from "../schema/schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { toValidationItems } from "./validation_items.ts";

/** Returns the items for a value that a schema refuses, after coercion. */
function itemsOf(schema: Schema, value: unknown): readonly ValidationItem[] {
  try {
    new InputParser(schema, "action").parse(value);
  } catch (thrown) {
    if (thrown instanceof ValidationError) return thrown.data.errors;
    throw thrown;
  }
  return [];
}

/** Returns the items for one field, `v`; `null` stands for JSON's. */
function itemsOfField(schema: Schema, value: unknown): readonly ValidationItem[] {
  return itemsOf(z.object({ v: schema as z.ZodType }), { v: value });
}

/** The item of Pydantic 2.13 for each value; `loc` is `["v"]`, and `input` the value. */
const ROWS: readonly (readonly [schema: Schema, value: unknown, item: Partial<ValidationItem>])[] = [
  [z.string(), 5, { type: "string_type", msg: "Input should be a valid string" }],
  [z.string(), null, { type: "string_type", msg: "Input should be a valid string" }],
  [z.string().min(1), "", {
    type: "string_too_short",
    msg: "String should have at least 1 character",
    ctx: { min_length: 1 },
  }],
  [z.string().min(3), "ab", {
    type: "string_too_short",
    msg: "String should have at least 3 characters",
    ctx: { min_length: 3 },
  }],
  [z.string().max(1), "ab", {
    type: "string_too_long",
    msg: "String should have at most 1 character",
    ctx: { max_length: 1 },
  }],
  [z.string().max(2), "abc", {
    type: "string_too_long",
    msg: "String should have at most 2 characters",
    ctx: { max_length: 2 },
  }],
  [z.string().regex(/^a\d$/), "b", {
    type: "string_pattern_mismatch",
    msg: "String should match pattern '^a\\d$'",
    ctx: { pattern: "^a\\d$" },
  }],
  [z.int(), null, { type: "int_type", msg: "Input should be a valid integer" }],
  [z.int(), [], { type: "int_type", msg: "Input should be a valid integer" }],
  [z.int(), "x", {
    type: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
  }],
  [z.int().nullable(), "x", {
    type: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
  }],
  [z.int(), 1.5, {
    type: "int_from_float",
    msg: "Input should be a valid integer, got a number with a fractional part",
  }],
  [z.number(), null, { type: "float_type", msg: "Input should be a valid number" }],
  [z.number(), "x", {
    type: "float_parsing",
    msg: "Input should be a valid number, unable to parse string as a number",
  }],
  [z.boolean(), null, { type: "bool_type", msg: "Input should be a valid boolean" }],
  [z.boolean(), 1.5, { type: "bool_type", msg: "Input should be a valid boolean" }],
  [z.boolean(), 2, {
    type: "bool_parsing",
    msg: "Input should be a valid boolean, unable to interpret input",
  }],
  [z.boolean(), "x", {
    type: "bool_parsing",
    msg: "Input should be a valid boolean, unable to interpret input",
  }],
  [z.number().gt(0.5), 0, { type: "greater_than", msg: "Input should be greater than 0.5", ctx: { gt: 0.5 } }],
  [z.int().min(1), 0, {
    type: "greater_than_equal",
    msg: "Input should be greater than or equal to 1",
    ctx: { ge: 1 },
  }],
  [z.number().lt(1), 1, { type: "less_than", msg: "Input should be less than 1", ctx: { lt: 1 } }],
  [z.int().max(10), 99, {
    type: "less_than_equal",
    msg: "Input should be less than or equal to 10",
    ctx: { le: 10 },
  }],
  [z.int().multipleOf(3), 4, {
    type: "multiple_of",
    msg: "Input should be a multiple of 3",
    ctx: { multiple_of: 3 },
  }],
  [z.array(z.int()), "x", { type: "list_type", msg: "Input should be a valid list" }],
  [z.tuple([z.int()]), {}, { type: "list_type", msg: "Input should be a valid list" }],
  [z.object({}), [], { type: "dict_type", msg: "Input should be a valid dictionary" }],
  [z.record(z.string(), z.int()), 1, { type: "dict_type", msg: "Input should be a valid dictionary" }],
  [z.array(z.int()).min(2), [1], {
    type: "too_short",
    msg: "List should have at least 2 items after validation, not 1",
    ctx: { field_type: "List", min_length: 2, actual_length: 1 },
  }],
  [z.array(z.int()).max(1), [1, 2, 3], {
    type: "too_long",
    msg: "List should have at most 1 item after validation, not 3",
    ctx: { field_type: "List", max_length: 1, actual_length: 3 },
  }],
  [z.literal("a"), "x", {
    type: "literal_error",
    msg: "Input should be 'a'",
    ctx: { expected: "'a'" },
  }],
  [z.enum(["a", "b"]), "x", {
    type: "literal_error",
    msg: "Input should be 'a' or 'b'",
    ctx: { expected: "'a' or 'b'" },
  }],
  [z.enum(["a", "b", "c"]), null, {
    type: "literal_error",
    msg: "Input should be 'a', 'b' or 'c'",
    ctx: { expected: "'a', 'b' or 'c'" },
  }],
];

Deno.test("toValidationItems() words each failure as Pydantic does", () => {
  for (const [schema, value, item] of ROWS) {
    const expected = { type: item.type, loc: ["v"], msg: item.msg, input: value, ...item.ctx && { ctx: item.ctx } };
    assert.deepEqual(itemsOfField(schema, value), [expected]);
  }
});

Deno.test("toValidationItems() puts the keys of an item in the wire's order", () => {
  const [item] = itemsOfField(z.int().max(10), 99);
  assert.deepEqual(Object.keys(item!), ["type", "loc", "msg", "input", "ctx"]);
});

Deno.test("toValidationItems() gives null for numbers that JSON does not have", () => {
  for (const [schema, value] of [[z.int(), NaN], [z.number(), NaN], [z.number(), Infinity]] as const) {
    assert.deepEqual(itemsOfField(schema, value), [
      { type: "finite_number", loc: ["v"], msg: "Input should be a finite number", input: null },
    ]);
  }
});

Deno.test("toValidationItems() gives the containing object for what is missing", () => {
  const schema = z.object({ a: z.int(), b: z.object({ c: z.enum(["x"]) }), d: z.union([z.int(), z.string()]) });
  assert.deepEqual(itemsOf(schema, { b: {} }), [
    { type: "missing", loc: ["a"], msg: "Field required", input: { b: {} } },
    { type: "missing", loc: ["b", "c"], msg: "Field required", input: {} },
    { type: "missing", loc: ["d"], msg: "Field required", input: { b: {} } },
  ]);
});

Deno.test("toValidationItems() orders items by declaration, undeclared keys last", () => {
  const schema = z.object({ message: z.string().min(1), n: z.int().max(10), p: z.object({ x: z.int() }) });
  const value = { zz: 1, p: { y: 1 }, n: 99, message: "" };
  assert.deepEqual(itemsOf(schema, value), [
    {
      type: "string_too_short",
      loc: ["message"],
      msg: "String should have at least 1 character",
      input: "",
      ctx: { min_length: 1 },
    },
    {
      type: "less_than_equal",
      loc: ["n"],
      msg: "Input should be less than or equal to 10",
      input: 99,
      ctx: { le: 10 },
    },
    { type: "missing", loc: ["p", "x"], msg: "Field required", input: { y: 1 } },
    { type: "extra_forbidden", loc: ["zz"], msg: "Extra inputs are not permitted", input: 1 },
    { type: "extra_forbidden", loc: ["p", "y"], msg: "Extra inputs are not permitted", input: 1 },
  ]);
});

Deno.test("toValidationItems() names an undeclared key once when the schema is strict itself", () => {
  const extra = (key: string) => ({
    type: "extra_forbidden",
    loc: [key],
    msg: "Extra inputs are not permitted",
    input: 1,
  });
  const schema = z.strictObject({ n: z.int() });
  assert.deepEqual(itemsOf(schema, { n: 1, a: 1, b: 1 }), [extra("a"), extra("b")]);
  assert.deepEqual(itemsOf(schema, { n: "x", a: 1 }).map(({ type }) => type), ["int_parsing", "extra_forbidden"]);
});

Deno.test("toValidationItems() gives the input as it was sent, not as it was coerced", () => {
  assert.deepEqual(itemsOfField(z.int().max(10), " 99 "), [
    {
      type: "less_than_equal",
      loc: ["v"],
      msg: "Input should be less than or equal to 10",
      input: " 99 ",
      ctx: { le: 10 },
    },
  ]);
});

Deno.test("toValidationItems() puts indexes into the place as numbers", () => {
  const schema = z.object({ cells: z.array(z.object({ owner: z.string() })) });
  assert.deepEqual(itemsOf(schema, { cells: [{ owner: "a" }, { owner: 1 }] }), [
    { type: "string_type", loc: ["cells", 1, "owner"], msg: "Input should be a valid string", input: 1 },
  ]);
});

Deno.test("toValidationItems() has one item per member of a union, with the member's name in the place", () => {
  assert.deepEqual(itemsOfField(z.union([z.string(), z.int(), z.array(z.int())]), null), [
    { type: "string_type", loc: ["v", "str"], msg: "Input should be a valid string", input: null },
    { type: "int_type", loc: ["v", "int"], msg: "Input should be a valid integer", input: null },
    { type: "list_type", loc: ["v", "list"], msg: "Input should be a valid list", input: null },
  ]);
  assert.deepEqual(itemsOfField(z.union([z.number(), z.boolean()]), []).map(({ loc }) => loc), [
    ["v", "float"],
    ["v", "bool"],
  ]);
});

Deno.test("toValidationItems() names the tags of a discriminated union", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a") }),
    z.object({ kind: z.literal("b"), n: z.int() }),
  ]);
  assert.deepEqual(itemsOf(schema, { kind: "c" }), [{
    type: "union_tag_invalid",
    loc: ["kind"],
    msg: "Input should have one of the known tags at 'kind'",
    input: "c",
    ctx: { discriminator: "'kind'", expected_tags: "'a', 'b'" },
  }]);
  assert.deepEqual(itemsOf(schema, {}), [{ type: "missing", loc: ["kind"], msg: "Field required", input: {} }]);
  assert.deepEqual(itemsOf(schema, { kind: "b", n: "x" })[0]?.type, "int_parsing");
});

Deno.test("toValidationItems() passes on what only the schema can word", () => {
  assert.deepEqual(itemsOfField(z.email(), "x"), [
    { type: "value_error", loc: ["v"], msg: "Value error, Invalid email address", input: "x" },
  ]);
  const schema = z.object({ v: z.int() }).refine(({ v }) => v > 0, "v is not above 0");
  assert.deepEqual(itemsOf(schema, { v: 0 }), [
    { type: "value_error", loc: [], msg: "Value error, v is not above 0", input: { v: 0 } },
  ]);
});

Deno.test("toValidationItems() understands issues of any Standard Schema", () => {
  const issues = [{ message: "bad", path: ["a", { key: 0 }] }, { message: "worse" }, { message: "gone", path: ["b"] }];
  assert.deepEqual(toValidationItems(issues, { a: ["x"] }), [
    { type: "value_error", loc: ["a", 0], msg: "Value error, bad", input: "x" },
    { type: "value_error", loc: [], msg: "Value error, worse", input: { a: ["x"] } },
    { type: "missing", loc: ["b"], msg: "Field required", input: { a: ["x"] } },
  ]);
});
