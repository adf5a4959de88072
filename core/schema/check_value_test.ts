import assert from "node:assert/strict";
import { z } from "zod";
import type { Problem } from "./check_json.ts";
import { compileValueCheck } from "./check_value.ts";
import { toJsonSchema } from "./json_schema.ts";
import type { Schema } from "./schema.ts";

function check(schema: Schema, value: unknown, strict = true): Problem | undefined {
  return compileValueCheck(toJsonSchema(schema, "output", "observation"), { strict })(value);
}

class Position {
  x = 1;
}

class Computed {
  get x(): number {
    return 1;
  }
}

class Written {
  x = 1;
  toJSON(): string {
    return "something else";
  }
}

const UNCARRIED: readonly unknown[] = [
  NaN,
  Infinity,
  undefined,
  new Float32Array(2),
  new Map(),
  new Set(),
  new Date(0),
  new Position(),
  () => 1,
  1n,
];

Deno.test("compileValueCheck() accepts what the schema describes", () => {
  const schema = z.object({
    text: z.string(),
    n: z.int(),
    x: z.number(),
    flag: z.boolean(),
    kind: z.enum(["a", "b"]),
    one: z.literal(1),
    nothing: z.null(),
    maybe: z.int().nullable(),
    left: z.int().optional(),
    list: z.array(z.int()),
    tuple: z.tuple([z.int(), z.string()], z.boolean()),
    record: z.record(z.string(), z.number()),
    free: z.unknown(),
    inner: z.object({ deep: z.string() }),
    either: z.union([z.int(), z.string()]),
  });
  const value = {
    text: "",
    n: 1,
    x: 1.5,
    flag: false,
    kind: "b",
    one: 1,
    nothing: null,
    maybe: null,
    left: undefined,
    list: [1],
    tuple: [1, "x", true, false],
    record: { a: 1 },
    free: { any: [null, "thing"] },
    inner: { deep: "x" },
    either: "x",
  };
  assert.equal(check(schema, value), undefined);
});

Deno.test("compileValueCheck() names the missing field, also one with a default", () => {
  const schema = z.object({ a: z.int(), b: z.int().default(1), c: z.int().optional() });
  assert.deepEqual(check(schema, { b: 1 }), { path: ["a"], message: "is missing" });
  assert.deepEqual(check(schema, { a: 1 }), { path: ["b"], message: "is missing" });
  assert.deepEqual(check(schema, { a: 1, b: undefined }), { path: ["b"], message: "is missing" });
  assert.equal(check(schema, { a: 1, b: 1 }), undefined);
});

Deno.test("compileValueCheck() names both halves of a misspelt key", () => {
  const nested = z.object({ hint: z.string(), note: z.string().optional() });
  const schema = z.object({ at: nested });
  const checkAt = (at: object) => check(schema, { at });
  assert.deepEqual(checkAt({ hnt: "x" }), { path: ["at", "hint"], message: 'is missing; "hnt" is unknown' });
  assert.deepEqual(checkAt({ a: 1, b: 2 }), { path: ["at", "hint"], message: 'is missing; "a", "b" are unknown' });
  assert.deepEqual(checkAt({ note: "x" }), { path: ["at", "hint"], message: "is missing" });
  assert.deepEqual(check(z.looseObject({ hint: z.string() }), { hnt: 1 }), { path: ["hint"], message: "is missing" });
});

Deno.test("compileValueCheck() names an undeclared key at every depth", () => {
  const inner = z.object({ x: z.int() });
  const schema = z.object({ inner, list: z.array(inner), record: z.record(z.string(), inner) });
  const value = (extra: object, list: object, record: object) => ({
    inner: { x: 1, ...extra },
    list: [{ x: 1 }, { x: 1, ...list }],
    record: { a: { x: 1, ...record } },
  });
  const message = "is not declared by the schema";
  assert.equal(check(schema, value({}, {}, {})), undefined);
  assert.deepEqual(check(schema, value({ y: 1 }, {}, {})), { path: ["inner", "y"], message });
  assert.deepEqual(check(schema, value({}, { y: 1 }, {})), { path: ["list", 1, "y"], message });
  assert.deepEqual(check(schema, value({}, {}, { y: 1 })), { path: ["record", "a", "y"], message });
  assert.deepEqual(check(inner, JSON.parse('{"x":1,"__proto__":1}')), { path: ["__proto__"], message });
  assert.equal(check(z.looseObject({ x: z.int() }), { x: 1, y: 1 }), undefined);
});

Deno.test("compileValueCheck() refuses what a schema would have to coerce", () => {
  const schema = z.object({ n: z.int(), flag: z.boolean(), text: z.string() });
  const good = { n: 1, flag: true, text: "x" };
  assert.deepEqual(check(schema, { ...good, n: "1" }), {
    path: ["n"],
    message: "is a string, expected integer",
    kind: "schema",
  });
  assert.deepEqual(check(schema, { ...good, n: 1.5 }), {
    path: ["n"],
    message: "is a number, expected integer",
    kind: "schema",
  });
  assert.deepEqual(check(schema, { ...good, flag: 1 }), {
    path: ["flag"],
    message: "is a number, expected boolean",
    kind: "schema",
  });
  assert.deepEqual(check(schema, { ...good, text: 1 }), {
    path: ["text"],
    message: "is a number, expected string",
    kind: "schema",
  });
  assert.deepEqual(check(z.object({ n: z.coerce.number() }), { n: "1" }), {
    path: ["n"],
    message: "is a string, expected number",
    kind: "schema",
  });
  const kind = z.object({ kind: z.enum(["a", "b"]) });
  assert.deepEqual(check(kind, { kind: "c" }), { path: ["kind"], message: "is not one of the declared values" });
});

Deno.test("compileValueCheck() refuses NaN and Infinity where numbers are declared", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const problem = check(z.object({ x: z.array(z.number()) }), { x: [1, value] });
    assert.deepEqual(problem, { path: ["x", 1], message: `is ${value}, which JSON cannot carry`, kind: "not_finite" });
  }
});

Deno.test("compileValueCheck() refuses what JSON cannot carry in free-form parts", () => {
  const schema = z.object({ free: z.unknown(), record: z.record(z.string(), z.any()), list: z.array(z.any()) });
  for (const bad of UNCARRIED) {
    const paths = [{ free: { a: [bad] } }, { record: { k: bad } }, { list: [bad] }].map((part) =>
      check(schema, { free: 1, record: {}, list: [], ...part })?.path.join(".")
    );
    assert.deepEqual(paths, ["free.a.0", "record.k", "list.0"]);
  }
});

Deno.test("compileValueCheck() refuses typed arrays where lists are declared", () => {
  assert.deepEqual(check(z.object({ x: z.array(z.number()) }), { x: new Float32Array(2) }), {
    path: ["x"],
    message: "is Float32Array, expected array",
    kind: "not_json",
  });
});

Deno.test("compileValueCheck() refuses instances of classes where objects are declared, since JSON changes them", () => {
  const declared = z.object({ at: z.object({ x: z.int() }) });
  const optional = z.object({ at: z.object({ x: z.int().optional() }) });
  for (const instance of [new Position(), new Computed(), new Written()]) {
    assert.deepEqual(check(declared, { at: instance })?.path, ["at"], instance.constructor.name);
  }
  for (const instance of [new Date(0), new Map([["x", 1]]), new Float32Array(2)]) {
    assert.deepEqual(check(optional, { at: instance })?.path, ["at"], instance.constructor.name);
  }
  assert.equal(check(declared, { at: Object.assign(Object.create(null), { x: 1 }) }), undefined);
});

Deno.test("compileValueCheck() refuses cycles and nesting beyond the limit in free-form parts", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  assert.equal(check(z.object({ free: z.any() }), { free: cycle })?.message, "is nested deeper than 64 levels");
});

Deno.test("compileValueCheck() follows recursive schemas", () => {
  const tree = z.object({
    value: z.int(),
    get children(): z.ZodType {
      return z.array(tree);
    },
  });
  assert.equal(check(tree, { value: 1, children: [{ value: 2, children: [] }] }), undefined);
  assert.deepEqual(check(tree, { value: 1, children: [{ value: 2, children: [{ value: "3", children: [] }] }] }), {
    path: ["children", 0, "children", 0, "value"],
    message: "is a string, expected integer",
    kind: "schema",
  });
});

Deno.test("compileValueCheck() reports the closest member of a union", () => {
  const schema = z.object({
    shape: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("circle"), at: z.object({ x: z.int() }) }),
      z.object({ kind: z.literal("line"), length: z.int() }),
    ]),
  });
  assert.equal(check(schema, { shape: { kind: "line", length: 1 } }), undefined);
  assert.deepEqual(check(schema, { shape: { kind: "circle", at: { x: "1" } } })?.path, ["shape", "at", "x"]);
  assert.notEqual(check(schema, { shape: { kind: "line", length: 1, at: { x: 1 } } }), undefined);
  const plain = z.object({ u: z.union([z.string(), z.object({ at: z.object({ x: z.int() }) })]) });
  assert.deepEqual(check(plain, { u: { at: { x: "1" } } })?.path, ["u", "at", "x"]);
});

Deno.test("compileValueCheck() holds intersections to both sides", () => {
  const schema = z.object({ a: z.int() }).and(z.object({ b: z.int() }));
  assert.equal(check(schema, { a: 1, b: 2 }), undefined);
  assert.deepEqual(check(schema, { a: 1 }), { path: ["b"], message: "is missing" });
  assert.deepEqual(check(schema, { a: 1, b: 2, c: 3 })?.path, ["c"]);
  assert.deepEqual(check(z.object({ a: z.int() }).and(z.record(z.string(), z.any())), { a: 1, b: NaN })?.path, ["b"]);
});

Deno.test("compileValueCheck() leaves types and keys alone when it is not strict", () => {
  const schema = z.object({ n: z.int(), list: z.array(z.int()) });
  assert.equal(check(schema, { n: "1", more: 1 }, false), undefined);
  assert.equal(check(schema, "x", false), undefined);
  assert.deepEqual(check(schema, { n: NaN }, false)?.path, ["n"]);
  assert.deepEqual(check(schema, { n: 1, more: [undefined] }, false)?.path, ["more", 0]);
  assert.deepEqual(check(schema, { n: 1, list: new Float32Array(1) }, false)?.path, ["list"]);
  assert.deepEqual(check(schema, new Position(), false)?.path, []);
});
