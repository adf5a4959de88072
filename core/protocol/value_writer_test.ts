import fc from "fast-check";
import assert from "node:assert/strict";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { toJsonSchema } from "../schema/json_schema.ts";
import { tensor } from "../tensor.ts";
import { compileWriter } from "./value_writer.ts";

type AnySchema = z.ZodType;

function write(schema: AnySchema, value: unknown): string | undefined {
  const writer = compileWriter(toJsonSchema(schema as never, "output", "value"));
  return writer === undefined ? JSON.stringify(value) : writer.write(value);
}

/** A value with its numbers replaced by the kind that the text must show. */
type Kinds = "float" | "integer" | "other" | readonly Kinds[] | { readonly [key: string]: Kinds };

/** Reads a text; each number becomes its kind. */
function kindsIn(text: string): unknown {
  return JSON.parse(text, (_key, value, context?: { readonly source: string }) => {
    if (typeof value === "number") return /[.eE]/.test(context!.source) ? "float" : "integer";
    return typeof value === "object" && value !== null ? value : "other";
  });
}

/** A schema, and values of it with the kinds of their numbers. */
interface Case {
  readonly schema: AnySchema;
  readonly value: fc.Arbitrary<readonly [value: unknown, kinds: Kinds]>;
}

const FLOATS = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e20, 1_000_000, -1_000_001),
);
const INTEGERS = fc.oneof(fc.integer(), fc.constantFrom(0, 1_000_000, 2 ** 53 - 1));
const FREE = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));
const KEYS = ["a", "b", "constructor", "toString", "0", 'quo"te', "ä", ""];

function leaf(schema: AnySchema, values: fc.Arbitrary<unknown>, kind?: Kinds): fc.Arbitrary<Case> {
  const value = values.map((value) => [value, kind ?? kindsIn(JSON.stringify(value)) as Kinds] as const);
  return fc.constant({ schema, value });
}

const LEAVES: readonly fc.Arbitrary<Case>[] = [
  leaf(z.number(), FLOATS, "float"),
  leaf(z.float32(), fc.integer({ min: -9, max: 9 }), "float"),
  leaf(z.int(), INTEGERS, "integer"),
  leaf(z.uint32(), fc.nat(), "integer"),
  leaf(z.string(), fc.string(), "other"),
  leaf(z.boolean(), fc.boolean(), "other"),
  leaf(z.literal(1), fc.constant(1), "integer"),
  leaf(z.literal(["one", 2]), fc.constantFrom("one", 2)),
  leaf(z.unknown(), FREE),
  leaf(z.json(), FREE),
  leaf(z.record(z.string(), z.unknown()), fc.dictionary(fc.constantFrom(...KEYS), FREE, { noNullPrototype: true })),
];

function tensorCase(layout: "flat" | "nested", dtype: "float32" | "float64" | "uint8" | "int32"): fc.Arbitrary<Case> {
  const kind = dtype.startsWith("float") ? "float" : "integer";
  const item = kind === "float" ? fc.oneof(fc.nat(255), fc.constantFrom(0.5, -0, 0.25)) : fc.nat(255);
  const count = layout === "flat" ? 24 : 4;
  const row = fc.array(item, { minLength: count, maxLength: count });
  const rows = layout === "flat" ? row : fc.array(row, { minLength: 6, maxLength: 6 });
  const toKinds = (value: unknown): Kinds => Array.isArray(value) ? value.map(toKinds) : kind;
  const value = rows.map((value) => [value, toKinds(value)] as const);
  return fc.constant({ schema: tensor({ shape: [6, 4], dtype, layout }) as unknown as AnySchema, value });
}

const TENSORS = (["flat", "nested"] as const).flatMap((layout) =>
  (["float32", "float64", "uint8", "int32"] as const).map((dtype) => tensorCase(layout, dtype))
);

function listOf({ schema, value }: Case, maxLength: number): Case {
  return {
    schema: z.array(schema),
    value: fc.array(value, { maxLength }).map((items) => [items.map(([item]) => item), items.map(([, kind]) => kind)]),
  };
}

function nullable({ schema, value }: Case): Case {
  return { schema: z.nullable(schema), value: fc.oneof(value, fc.constant([null, "other"] as const)) };
}

function tupleOf(items: readonly Case[]): Case {
  return {
    schema: z.tuple(items.map(({ schema }) => schema) as [AnySchema, ...AnySchema[]]),
    value: fc.tuple(...items.map(({ value }) => value)).map((made) => [
      made.map(([item]) => item),
      made.map(([, kind]) => kind),
    ]),
  };
}

function recordOf({ schema, value }: Case): Case {
  const entries = fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 4 });
  return { schema: z.record(z.string(), schema), value: entries.map(toObject) };
}

function toObject(entries: readonly (readonly [string, readonly [unknown, Kinds]])[]): readonly [unknown, Kinds] {
  return [
    Object.fromEntries(entries.map(([key, [value]]) => [key, value])),
    Object.fromEntries(entries.map(([key, [, kind]]) => [key, kind])),
  ];
}

function objectOf(parts: readonly (readonly [string, Case, boolean])[]): Case {
  const shape = parts.map(([key, { schema }, isOptional]) => [key, isOptional ? z.optional(schema) : schema] as const);
  const entries = parts.map(([key, { value }, isOptional]) =>
    fc.tuple(fc.constant(key), value, isOptional ? fc.boolean() : fc.constant(true))
  );
  const value = fc.tuple(...entries).map((made) =>
    toObject(made.filter(([, , isThere]) => isThere).map(([k, v]) => [k, v]))
  );
  return { schema: z.object(Object.fromEntries(shape)), value };
}

/** Keys that may be missing: of the others, zod finds those of every object. */
const OPTIONAL: ReadonlySet<string> = new Set(KEYS.filter((key) => !(key in {})));

/** Members that differ by a constant, and have different kinds of numbers under the same keys. */
function unionOf(members: readonly Case[]): Case {
  const objects = members.map((member, index) =>
    objectOf([["kind", { schema: z.literal(`k${index}`), value: fc.constant([`k${index}`, "other"]) }, false], [
      "part",
      member,
      false,
    ]])
  );
  const schemas = objects.map(({ schema }) => schema) as [AnySchema, ...AnySchema[]];
  return { schema: z.union(schemas), value: fc.oneof(...objects.map(({ value }) => value)) };
}

const { cases } = fc.letrec<{ cases: Case }>((tie) => ({
  cases: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(...LEAVES, ...TENSORS),
    fc.tuple(tie("cases"), fc.constantFrom(3, 40)).map(([item, length]) => listOf(item, length)),
    tie("cases").map(nullable),
    tie("cases").map(recordOf),
    fc.array(tie("cases"), { minLength: 1, maxLength: 3 }).map(tupleOf),
    fc.array(tie("cases"), { minLength: 1, maxLength: 3 }).map(unionOf),
    fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie("cases"), fc.boolean()), {
      selector: ([key]) => key,
      maxLength: 4,
    }).map((parts) => objectOf(parts.map(([key, part, isOptional]) => [key, part, isOptional && OPTIONAL.has(key)]))),
  ),
}));

Deno.test("a written value reads as the same value, and shows the kind of every number", () => {
  const samples = cases.chain(({ schema, value }) => value.map((pair) => ({ schema, pair })));
  fc.assert(
    fc.property(samples, ({ schema, pair: [value, kinds] }) => {
      assert.ok(schema.safeParse(value).success, "the value is one of the schema");
      const text = write(schema, value)!;
      assert.deepEqual(JSON.parse(text), value);
      assert.deepEqual(kindsIn(text), kinds);
      assert.deepEqual(Object.keys(Object(JSON.parse(text))), Object.keys(Object(value)), "the keys keep their order");
    }),
    { numRuns: 5 * CASE_COUNT },
  );
});

Deno.test("a schema without floats needs no writer", () => {
  interface Tree {
    readonly count: number;
    readonly children: readonly Tree[];
  }
  const tree: z.ZodType<Tree> = z.object({ count: z.int(), children: z.array(z.lazy(() => tree)) });
  const schemas = [
    z.object({ a: z.int(), b: z.array(z.string()), c: z.unknown(), d: z.literal(1), e: z.literal([1, 0.5]) }),
    z.object({ pixels: tensor({ shape: [2], dtype: "uint8" }) as unknown as AnySchema }),
    z.object({ value: z.json() }),
    z.union([z.object({ a: z.int() }), z.object({ b: z.null() })]),
    tree,
  ];
  for (const schema of schemas) {
    assert.equal(compileWriter(toJsonSchema(schema as never, "output", "value")), undefined);
  }
});

Deno.test("schemas that contain themselves are followed as deep as the value goes", () => {
  interface Tree {
    readonly score: number;
    readonly visits: number;
    readonly children?: readonly Tree[] | undefined;
  }
  const tree: z.ZodType<Tree> = z.object({
    score: z.number(),
    visits: z.int(),
    children: z.array(z.lazy(() => tree)).optional(),
  });
  const value = { score: 1, visits: 1, children: [{ score: 0.5, visits: 2, children: [{ score: 2, visits: 3 }] }] };
  const text = '{"score":1.0,"visits":1,"children":[{"score":0.5,"visits":2,"children":[{"score":2.0,"visits":3}]}]}';
  assert.equal(write(tree, value), text);
  assert.equal(write(z.object({ root: tree }), { root: value }), `{"root":${text}}`);

  const term: AnySchema = z.union([
    z.object({ leaf: z.number() }),
    z.object({ sum: z.array(z.lazy(() => term)), size: z.int() }),
  ]);
  assert.equal(
    write(term, { sum: [{ leaf: 1 }, { sum: [{ leaf: 2 }], size: 1 }], size: 2 }),
    '{"sum":[{"leaf":1.0},{"sum":[{"leaf":2.0}],"size":1}],"size":2}',
  );
  const nested: AnySchema = z.union([z.number(), z.array(z.lazy(() => nested))]);
  assert.equal(write(z.object({ nested }), { nested: [1, [2, [0.5, []]]] }), '{"nested":[1.0,[2.0,[0.5,[]]]]}');
});

Deno.test("in a union the first member that matches decides, also by bounds, lengths and tensors", () => {
  const bytes = tensor({ shape: [null], dtype: "uint8" }) as unknown as AnySchema;
  const floats = tensor({ shape: [null], dtype: "float32" }) as unknown as AnySchema;
  const rows: readonly (readonly [AnySchema, unknown, string])[] = [
    [z.union([z.int(), z.number()]), 1, "1"],
    [z.union([z.number(), z.int()]), 1, "1.0"],
    [z.union([z.literal(1), z.number()]), 1, "1"],
    [z.union([z.literal(1), z.number()]), 2, "2.0"],
    [z.union([z.number().max(0), z.int()]), 1, "1"],
    [z.union([z.number().max(0), z.int()]), -1, "-1.0"],
    [z.union([z.number().gt(5), z.int()]), 5, "5"],
    [z.union([z.number().lt(5), z.int()]), 5, "5"],
    [z.union([z.number().min(5), z.int()]), 4, "4"],
    [z.union([z.string(), z.number(), z.null()]), 3, "3.0"],
    [z.union([z.string(), z.number(), z.null()]), "3", '"3"'],
    [z.union([z.array(z.int()), z.array(z.number())]), [1, 2], "[1,2]"],
    [z.union([z.array(z.int()), z.array(z.number())]), [1, 0.5], "[1.0,0.5]"],
    [z.union([z.array(z.int()).length(2), z.array(z.number()).length(3)]), [1, 2, 3], "[1.0,2.0,3.0]"],
    [z.union([bytes, floats]), [1, 255], "[1,255]"],
    [z.union([bytes, floats]), [1, 256], "[1.0,256.0]"],
    [z.union([bytes, floats]), [1, 0.5], "[1.0,0.5]"],
    [z.union([z.object({ t: bytes }), z.object({ t: floats })]), { t: [1, -1] }, '{"t":[1.0,-1.0]}'],
    [z.union([z.object({ a: z.int() }), z.object({ a: z.number() })]), { a: 1.5 }, '{"a":1.5}'],
    [
      z.union([z.object({ a: z.number() }), z.object({ a: z.int(), b: z.string() })]),
      { a: 1, b: "" },
      '{"a":1,"b":""}',
    ],
    [z.array(z.union([z.number(), z.null()])), [1, null, 0.5], "[1.0,null,0.5]"],
    [z.array(z.float32().nullable()), Array(20).fill(1).concat(null), `[${"1.0,".repeat(20)}null]`],
    [z.union([z.number(), z.array(z.number())]), [1], "[1.0]"],
  ];
  for (const [schema, value, text] of rows) {
    assert.ok(schema.safeParse(value).success, text);
    assert.equal(write(schema, value), text);
    assert.equal(write(z.object({ value: schema }), { value }), `{"value":${text}}`);
  }
});

Deno.test("an intersection is of all its parts", () => {
  const base = z.looseObject({ at: z.number() });
  const move = z.discriminatedUnion("kind", [
    z.looseObject({ kind: z.literal("walk"), steps: z.int() }),
    z.looseObject({ kind: z.literal("run"), steps: z.number() }),
  ]);
  const schema = z.intersection(base, move);
  assert.equal(write(schema, { at: 1, kind: "walk", steps: 2 }), '{"at":1.0,"kind":"walk","steps":2}');
  assert.equal(write(schema, { at: 1, kind: "run", steps: 2 }), '{"at":1.0,"kind":"run","steps":2.0}');
  assert.equal(write(z.intersection(z.number(), z.int()), 1), "1");
  const nested = z.intersection(
    z.record(z.string(), z.looseObject({ a: z.number() })),
    z.record(z.string(), z.looseObject({ b: z.int() })),
  );
  assert.equal(write(nested, { x: { a: 1, b: 1 } }), '{"x":{"a":1.0,"b":1}}');
});

Deno.test("a rest of a tuple, patterns of keys and undeclared keys have their own kinds", () => {
  assert.equal(write(z.tuple([z.int(), z.string()], z.number()), [1, "", 1, 2]), '[1,"",1.0,2.0]');
  assert.equal(write(z.tuple([z.number()], z.int()), [1, 1]), "[1.0,1]");
  assert.equal(write(z.looseRecord(z.string().regex(/^f/), z.number()), { f: 1, i: 1 }), '{"f":1.0,"i":1}');
  assert.equal(write(z.object({ i: z.int() }).catchall(z.number()), { i: 1, f: 1 }), '{"i":1,"f":1.0}');
  const list = Array(300).fill(1);
  assert.equal(write(z.looseObject({ f: z.number() }), { f: 1, i: 1, list }), `{"f":1.0,"i":1,"list":[${list}]}`);
});

Deno.test("a value that the schema does not describe is written as JSON.stringify does", () => {
  const schema = z.object({ f: z.number(), list: z.array(z.number()), part: z.object({ f: z.number() }) });
  const odd = [
    undefined,
    null,
    NaN,
    Infinity,
    "1",
    true,
    Symbol("s"),
    () => 1,
    new Date(0),
    new Map(),
    new Uint8Array(2),
  ];
  const toJSON = () => "other";
  const values: unknown[] = [
    ...odd.flatMap((
      item,
    ) => [{ f: item }, { list: item }, { list: [item, 0.5] }, { part: item }, { part: { f: item } }]),
    { f: { toJSON } },
    { list: Object.assign([1], { toJSON }) },
    { list: [Object.assign([1], { toJSON })] },
    { part: { f: 1, toJSON } },
    { list: Array(2) },
    Object.assign(Object.create({ inherited: 1 }), { part: { f: 0.5 } }),
    ...odd.filter((item) => item !== undefined),
  ];
  for (const value of values) assert.equal(write(schema, value), JSON.stringify(value));
  assert.throws(() => write(schema, { f: 1n }), TypeError);
});
