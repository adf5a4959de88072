import assert from "node:assert/strict";
import { z } from "zod";
import { coerceInput } from "./coerce.ts";
import { toJsonSchema } from "../schema/json_schema.ts";
import type { Schema } from "../schema/schema.ts";

function coerce(schema: Schema, value: unknown): unknown {
  const root = toJsonSchema(schema, "input", "input");
  return coerceInput(root, value, root);
}

/** The result of Pydantic 2.13 for each value; `undefined` if it refuses, so that the value must stay as it is. */
const INTEGERS: readonly (readonly [value: unknown, expected: number | undefined])[] = [
  ["5", 5],
  [" 5 ", 5],
  ["5.0", 5],
  ["5.00", 5],
  ["+5", 5],
  ["-5", -5],
  ["00", 0],
  ["1_000", 1000],
  ["1_0.0", 10],
  [true, 1],
  [false, 0],
  ["5.", undefined],
  ["5.5", undefined],
  ["1__0", undefined],
  ["_1", undefined],
  ["1_", undefined],
  ["1e3", undefined],
  ["0x10", undefined],
  [".0", undefined],
  ["+ 5", undefined],
  ["٣", undefined],
  ["", undefined],
  [" ", undefined],
  ["x", undefined],
  [5.5, undefined],
  [null, undefined],
];

const NUMBERS: readonly (readonly [value: unknown, expected: number | undefined])[] = [
  ["5", 5],
  [" 5.5 ", 5.5],
  ["1e3", 1000],
  ["1E3", 1000],
  ["-1e-3", -0.001],
  [".5", 0.5],
  ["+.5", 0.5],
  ["5.", 5],
  ["1_0.5", 10.5],
  [true, 1],
  [false, 0],
  ["", undefined],
  ["1e", undefined],
  ["0x10", undefined],
  ["x", undefined],
  [null, undefined],
];

const BOOLEANS: readonly (readonly [value: unknown, expected: boolean | undefined])[] = [
  ...["1", "true", "True", "TRUE", "t", "T", "yes", "Y", "on", "ON"].map((word) => [word, true] as const),
  ...["0", "false", "False", "f", "F", "no", "N", "off", "OFF"].map((word) => [word, false] as const),
  [1, true],
  [0, false],
  [2, undefined],
  [1.5, undefined],
  ["2", undefined],
  ["1.0", undefined],
  [" true ", undefined],
  ["", undefined],
  ["x", undefined],
  [null, undefined],
];

function checkTable(schema: Schema, table: readonly (readonly [unknown, unknown])[]): void {
  for (const [value, expected] of table) {
    assert.deepEqual(coerce(schema, value), expected ?? value, `${typeof value} ${JSON.stringify(value)}`);
  }
}

Deno.test("coerceInput() makes integers as Pydantic does", () => checkTable(z.int(), INTEGERS));

Deno.test("coerceInput() makes numbers as Pydantic does", () => checkTable(z.number(), NUMBERS));

Deno.test("coerceInput() makes booleans as Pydantic does", () => checkTable(z.boolean(), BOOLEANS));

Deno.test("coerceInput() never makes a string of anything", () => {
  for (const value of [5, 1.5, true, null, [], {}]) assert.deepEqual(coerce(z.string(), value), value);
});

Deno.test("coerceInput() never makes null of anything, nor anything of null", () => {
  for (const value of ["", "null", "None", 0, false]) assert.deepEqual(coerce(z.null(), value), value);
  for (const schema of [z.int(), z.number(), z.boolean(), z.string()]) assert.equal(coerce(schema, null), null);
});

Deno.test("coerceInput() leaves what fits as it is", () => {
  const schema = z.object({ n: z.int(), x: z.number(), flag: z.boolean(), text: z.string() });
  const value = { n: 2, x: 2.5, flag: true, text: "5" };
  assert.deepEqual(coerce(schema, value), value);
});

Deno.test("coerceInput() reaches into objects, lists, tuples, records and references", () => {
  const point = z.object({ x: z.int() });
  const node: z.ZodType = z.object({ value: z.int(), children: z.array(z.lazy(() => node)) });
  const schema = z.object({
    point,
    list: z.array(z.int()),
    tuple: z.tuple([z.int(), z.string()], z.boolean()),
    record: z.record(z.string(), z.number()),
    node,
  });
  const value = {
    point: { x: "1" },
    list: ["1", 2],
    tuple: ["1", "1", "yes", "no"],
    record: { a: "1.5" },
    node: { value: "1", children: [{ value: "2", children: [] }] },
  };
  const copy = structuredClone(value);
  assert.deepEqual(coerce(schema, value), {
    point: { x: 1 },
    list: [1, 2],
    tuple: [1, "1", true, false],
    record: { a: 1.5 },
    node: { value: 1, children: [{ value: 2, children: [] }] },
  });
  assert.deepEqual(value, copy, "the input is not changed");
});

Deno.test("coerceInput() reaches into both sides of an intersection", () => {
  const schema = z.object({ a: z.int() }).and(z.object({ b: z.boolean() }));
  assert.deepEqual(coerce(schema, { a: "1", b: "yes" }), { a: 1, b: true });
  const open = z.object({ a: z.int() }).and(z.record(z.string(), z.unknown()));
  assert.deepEqual(coerce(open, { a: "1", b: "yes" }), { a: 1, b: "yes" });
});

Deno.test("coerceInput() takes the first member of a union that a value can be made to fit", () => {
  assert.equal(coerce(z.union([z.int(), z.string()]), "5"), "5");
  assert.equal(coerce(z.union([z.boolean(), z.int()]), "5"), 5);
  assert.equal(coerce(z.int().nullable(), "5"), 5);
  assert.equal(coerce(z.int().nullable(), null), null);
});

Deno.test("coerceInput() stays in the member of a discriminated union that the tag names", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("count"), n: z.int() }),
    z.object({ kind: z.literal("flag"), n: z.boolean() }),
  ]);
  assert.deepEqual(coerce(schema, { kind: "flag", n: "1" }), { kind: "flag", n: true });
  assert.deepEqual(coerce(schema, { kind: "count", n: "1" }), { kind: "count", n: 1 });
});

Deno.test("coerceInput() keeps keys that look like those of every object", () => {
  const schema = z.object({ n: z.int() });
  const value = JSON.parse('{"n":"1","__proto__":{"n":"1"},"constructor":"1","toString":"1"}');
  const coerced = coerce(schema, value) as Record<string, unknown>;
  assert.equal(JSON.stringify(coerced), '{"n":1,"__proto__":{"n":"1"},"constructor":"1","toString":"1"}');
  assert.equal(Object.getPrototypeOf(coerced), Object.prototype);
});
