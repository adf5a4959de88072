import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { Path } from "../errors/format_path.ts";
import { compileKeyCheck } from "./check_keys.ts";
import { toJsonSchema } from "./json_schema.ts";
import type { Schema } from "./schema.ts";

/** Returns the paths of a value's undeclared keys, as `a.0.b`. */
function unknownKeys(schema: Schema, value: unknown, most = Infinity): string[] {
  const result = schema["~standard"].validate(value) as { value?: unknown };
  const paths: Path[] = [];
  compileKeyCheck(toJsonSchema(schema, "input", "input"))?.(value, result.value, [], { paths, most });
  return paths.map((path) => path.join("."));
}

const point = z.object({ x: z.int() });

Deno.test("compileKeyCheck() finds undeclared keys of objects at every depth", () => {
  const schema = z.object({ point, inner: z.object({ point }) });
  assert.deepEqual(unknownKeys(schema, { point: { x: 1 }, inner: { point: { x: 1 } } }), []);
  const value = { point: { x: 1, a: 1 }, inner: { point: { x: 1, b: 1 }, c: 1 }, d: 1 };
  assert.deepEqual(unknownKeys(schema, value), ["point.a", "inner.point.b", "inner.c", "d"]);
});

Deno.test("compileKeyCheck() finds undeclared keys below optional, nullable and defaulted parts", () => {
  const schema = z.object({ a: point.optional(), b: point.nullable(), c: point.default({ x: 1 }) });
  assert.deepEqual(unknownKeys(schema, { b: null }), []);
  assert.deepEqual(unknownKeys(schema, { a: { x: 1, k: 1 }, b: { x: 1, k: 1 }, c: { x: 1, k: 1 } }), [
    "a.k",
    "b.k",
    "c.k",
  ]);
});

Deno.test("compileKeyCheck() finds undeclared keys in lists, tuples and records", () => {
  const schema = z.object({
    list: z.array(point),
    tuple: z.tuple([z.int(), point], point),
    record: z.record(z.string(), point),
  });
  const extra = { x: 1, k: 1 };
  const value = { list: [{ x: 1 }, extra], tuple: [1, extra, { x: 1 }, extra], record: { any: { x: 1 }, more: extra } };
  assert.deepEqual(unknownKeys(schema, value), ["list.1.k", "tuple.1.k", "tuple.3.k", "record.more.k"]);
});

Deno.test("compileKeyCheck() allows any key where the schema does", () => {
  const schema = z.object({
    loose: z.looseObject({ x: z.int() }),
    typed: z.object({ x: z.int() }).catchall(point),
    record: z.record(z.string(), z.unknown()),
    free: z.any(),
  });
  const value = { loose: { x: 1, k: 1 }, typed: { x: 1, k: { x: 1 } }, record: { k: { k: 1 } }, free: { k: { k: 1 } } };
  assert.deepEqual(unknownKeys(schema, value), []);
  assert.deepEqual(unknownKeys(schema, { ...value, typed: { x: 1, k: { x: 1, y: 1 } } }), ["typed.k.y"]);
  assert.equal(compileKeyCheck(toJsonSchema(z.any(), "input", "input")), undefined);
});

Deno.test("compileKeyCheck() takes the branch of a union that the value fits", () => {
  const schema = z.object({ u: z.union([z.object({ a: z.int() }), z.object({ b: z.string(), c: z.int() }), z.int()]) });
  assert.deepEqual(unknownKeys(schema, { u: 1 }), []);
  assert.deepEqual(unknownKeys(schema, { u: { a: 1 } }), []);
  assert.deepEqual(unknownKeys(schema, { u: { b: "x", c: 1 } }), []);
  assert.deepEqual(unknownKeys(schema, { u: { a: 1, c: 1 } }), ["u.c"]);
  assert.deepEqual(unknownKeys(schema, { u: { b: "x", c: 1, a: "1" } }), ["u.a"]);
});

Deno.test("compileKeyCheck() finds keys that a union drops though some branch declares them", () => {
  const schema = z.object({ u: z.union([z.object({ a: z.int() }), z.object({ a: z.int(), b: z.int().optional() })]) });
  assert.deepEqual(unknownKeys(schema, { u: { a: 1 } }), []);
  assert.deepEqual(unknownKeys(schema, { u: { a: 1, b: 1 } }), ["u.b"], "zod takes the first branch and drops b");
  const deep = z.union([
    z.object({ list: z.array(z.object({ x: z.int() })) }),
    z.object({ list: z.array(z.object({ x: z.int(), y: z.int().optional() })) }),
  ]);
  assert.deepEqual(unknownKeys(deep, { list: [{ x: 1 }] }), []);
  assert.deepEqual(unknownKeys(deep, { list: [{ x: 1 }, { x: 1, y: 1 }] }), ["list.1.y"]);
});

Deno.test("compileKeyCheck() takes the branch of a discriminated union that the tag names", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("go"), to: point }),
    z.object({ kind: z.enum(["stay", "wait"]), ms: z.int() }),
  ]);
  assert.deepEqual(unknownKeys(schema, { kind: "go", to: { x: 1 } }), []);
  assert.deepEqual(unknownKeys(schema, { kind: "wait", ms: 1 }), []);
  assert.deepEqual(unknownKeys(schema, { kind: "go", to: { x: 1, y: 1 }, ms: 1 }), ["to.y", "ms"]);
  assert.deepEqual(unknownKeys(schema, { kind: "stay", ms: 1, to: { x: 1 } }), ["to"]);
});

Deno.test("compileKeyCheck() allows the keys of every side of an intersection", () => {
  const both = z.object({ a: z.int(), p: z.object({ x: z.int() }) }).and(z.object({ p: z.object({ y: z.int() }) }));
  assert.deepEqual(unknownKeys(both, { a: 1, p: { x: 1, y: 1 } }), []);
  assert.deepEqual(unknownKeys(both, { a: 1, p: { x: 1, y: 1, z: 1 }, c: 1 }).sort(), ["c", "p.z"]);
  const tagged = z.object({ id: z.int() }).and(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), x: z.int() }),
      z.object({ kind: z.literal("b"), y: z.int() }),
    ]),
  );
  assert.deepEqual(unknownKeys(tagged, { id: 1, kind: "b", y: 1 }), []);
  assert.deepEqual(unknownKeys(tagged, { id: 1, kind: "b", y: 1, x: 1 }), ["x"]);
  const open = z.object({ a: z.int() }).and(z.record(z.string(), z.unknown()));
  assert.deepEqual(unknownKeys(open, { a: 1, b: 1 }), []);
});

Deno.test("compileKeyCheck() allows the keys of every side of an intersection of named schemas", () => {
  const named = z.object({ a: z.int() }).meta({ id: "OpenEnvTestNamed" });
  const tagged = z.union([z.object({ b: z.int() }), z.object({ c: z.int() })]).meta({ id: "OpenEnvTestTagged" });
  const schema = z.object({ w: named.and(tagged) });
  assert.deepEqual(unknownKeys(schema, { w: { a: 1, b: 1 } }), []);
  assert.deepEqual(unknownKeys(schema, { w: { a: 1, b: 1, d: 1 } }), ["w.d"]);
});

Deno.test("compileKeyCheck() follows recursive schemas", () => {
  const tree = z.object({
    value: z.int(),
    get children(): z.ZodType {
      return z.array(tree).optional();
    },
  });
  const list: z.ZodType = z.lazy(() => z.object({ head: z.int(), tail: list.nullable() }));
  assert.deepEqual(unknownKeys(tree, { value: 1, children: [{ value: 2, children: [{ value: 3 }] }] }), []);
  assert.deepEqual(unknownKeys(tree, { value: 1, children: [{ value: 2, children: [{ value: 3, k: 1 }] }] }), [
    "children.0.children.0.k",
  ]);
  assert.deepEqual(unknownKeys(list, { head: 1, tail: { head: 2, tail: null, k: 1 } }), ["tail.k"]);
});

Deno.test("compileKeyCheck() finds keys that look like those of every object", () => {
  const value = JSON.parse('{"x":1,"__proto__":{"x":1},"constructor":1,"toString":1,"hasOwnProperty":1}');
  assert.deepEqual(unknownKeys(point, value), ["__proto__", "constructor", "toString", "hasOwnProperty"]);
  const union = z.union([point, z.object({ x: z.int(), y: z.int().optional() })]);
  assert.deepEqual(unknownKeys(union, value).sort(), ["__proto__", "constructor", "hasOwnProperty", "toString"]);
});

Deno.test("compileKeyCheck() finds a __proto__ that zod would drop from open objects", () => {
  const value = JSON.parse('{"x":1,"__proto__":{"k":1}}');
  assert.deepEqual(unknownKeys(z.record(z.string(), z.unknown()), value), ["__proto__"]);
  assert.deepEqual(unknownKeys(z.looseObject({ x: z.int() }), value), ["__proto__"]);
  assert.deepEqual(unknownKeys(z.object({ x: z.int() }).catchall(z.any()), value), ["__proto__"]);
});

Deno.test("compileKeyCheck() ends on values with many ways through a recursive union", () => {
  const node: z.ZodType = z.lazy(() =>
    z.union([z.object({ left: node.nullable() }), z.object({ left: node.nullable(), right: node.optional() })])
  );
  let value: unknown = null;
  for (let depth = 0; depth < 40; depth++) value = { left: value };
  assert.deepEqual(unknownKeys(node, value), []);
});

/** A schema, a matching value, and how to add one more key to each of the value's closed objects. */
interface Sample {
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** The paths of the closed objects. */
  readonly closed: readonly Path[];
}

const KEYS = ["a", "b", "c", "constructor"] as const;

const { sample } = fc.letrec<{ sample: Sample; object: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Sample>(
      { schema: z.int(), value: 1, closed: [] },
      { schema: z.string(), value: "x", closed: [] },
      { schema: z.null(), value: null, closed: [] },
      { schema: z.unknown(), value: { any: { thing: 1 } }, closed: [] },
    ),
    tie("object"),
    tie("sample").map(({ schema, value, closed }) => ({
      schema: z.array(schema),
      value: [value, value],
      closed: closed.flatMap((path) => [[0, ...path], [1, ...path]]),
    })),
    tie("sample").map(({ schema, value, closed }) => ({
      schema: z.record(z.string(), schema),
      value: { some: value },
      closed: closed.map((path) => ["some", ...path]),
    })),
    tie("sample").map(({ schema, value, closed }) => ({ schema: schema.nullable(), value, closed })),
    tie("sample").map(({ schema, value, closed }) => ({
      schema: z.tuple([z.int(), schema]),
      value: [1, value],
      closed: closed.map((path) => [1, ...path]),
    })),
    tie("object").map(({ schema, value, closed }) => ({
      schema: z.union([z.object({ other: z.int() }), z.boolean(), schema]),
      value,
      closed,
    })),
  ),
  object: fc.uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), part: tie("sample") }), {
    selector: ({ key }) => key,
    maxLength: 3,
  }).map((parts) => ({
    schema: z.object(Object.fromEntries(parts.map(({ key, part }) => [key, part.schema]))),
    value: Object.fromEntries(parts.map(({ key, part }) => [key, part.value])),
    closed: [[], ...parts.flatMap(({ key, part }) => part.closed.map((path) => [key, ...path]))],
  })),
}));

function withKeyAt(value: unknown, path: Path): unknown {
  const copy = JSON.parse(JSON.stringify(value));
  // deno-lint-ignore no-explicit-any -- the path leads to an object by construction
  const target = path.reduce<any>((found, key) => found[key], copy);
  target.extra = 1;
  return copy;
}

Deno.test("compileKeyCheck() finds one undeclared key wherever it is put, and none otherwise", () => {
  fc.assert(
    fc.property(sample, fc.nat(), ({ schema, value, closed }, pick) => {
      assert.deepEqual(unknownKeys(schema, value), []);
      const place = closed[pick % closed.length];
      if (place === undefined) return;
      assert.deepEqual(unknownKeys(schema, withKeyAt(value, place)), [[...place, "extra"].join(".")]);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("compileKeyCheck() stops at the most keys that are asked for, and misses none of an intersection's", () => {
  const keys = Array.from({ length: 300_000 }, (_, index) => [`k${index}`, 1]);
  const many = Object.fromEntries([["x", 1], ...keys]);
  for (
    const schema of [
      point,
      z.union([point, z.object({ y: z.int() })]),
      z.object({ point: point.optional(), x: z.int() }),
    ]
  ) {
    assert.deepEqual(unknownKeys(schema, many, 3), ["k0", "k1", "k2"]);
  }
  const right = z.object(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, z.int()])));
  assert.deepEqual(unknownKeys(z.intersection(point, right), Object.fromEntries([["x", 1], ...keys.slice(0, 13)]), 2), [
    "k10",
    "k11",
  ]);
});
