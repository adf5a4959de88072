import fc from "fast-check";
import assert from "node:assert/strict";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { tensor } from "../tensor.ts";
import { errorOf } from "../testing_fixtures/settlement.ts";
import { formatPath } from "../errors/format_path.ts";
import { type JsonSchema, toJsonSchema } from "./json_schema.ts";
import type { Schema } from "./schema.ts";
import { ValueProblem } from "./check_json.ts";
import { compileTensors } from "./tensor_paths.ts";

const pair = tensor({ shape: [2], dtype: "uint8" });
const triple = tensor({ shape: [3], dtype: "int8" });

/** Converts a value with a schema's tensors; returns the problem, as in an error, if there is one. */
function convert(schema: Schema, value: unknown, strict = true): unknown {
  const converter = compileTensors(toJsonSchema(schema, "output", "value"), { part: "value", strict });
  assert.ok(converter !== undefined);
  const converted = converter(value, new Map());
  return converted instanceof ValueProblem ? `${formatPath(converted.path, "v")} ${converted.message}` : converted;
}

function typed(): Uint8Array {
  return new Uint8Array([1, 2]);
}

Deno.test("compileTensors() finds tensors wherever zod puts schemas", () => {
  interface Tree {
    t: typeof pair extends Schema<infer V> ? V : never;
    below?: Tree[];
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ t: pair, below: z.array(tree).optional() }));
  const named = z.object({ t: pair.describe("two numbers") }).meta({ id: "Named" });
  const places: readonly (readonly [Schema, given: unknown, made: unknown])[] = [
    [z.object({ t: pair }), { t: typed() }, { t: [1, 2] }],
    [z.object({ t: pair, n: z.int() }), { n: 1, t: typed() }, { n: 1, t: [1, 2] }],
    [z.object({ a: z.object({ t: pair }) }), { a: { t: typed() } }, { a: { t: [1, 2] } }],
    [z.object({ t: z.optional(pair), u: z.optional(pair) }), { t: typed(), u: undefined }, { t: [1, 2], u: undefined }],
    [z.object({ t: z.nullable(pair) }), { t: typed() }, { t: [1, 2] }],
    [z.object({ t: z.nullable(pair) }), { t: null }, { t: null }],
    [z.object({ t: z.readonly(pair) }), { t: typed() }, { t: [1, 2] }],
    [z.object({ t: z.array(pair) }), { t: [typed(), [3, 4]] }, { t: [[1, 2], [3, 4]] }],
    [z.object({ t: z.tuple([z.int(), pair]) }), { t: [5, typed()] }, { t: [5, [1, 2]] }],
    [z.object({ t: z.tuple([z.int()], pair) }), { t: [5, typed()] }, { t: [5, [1, 2]] }],
    [z.object({ t: z.record(z.string(), pair) }), { t: { left: typed() } }, { t: { left: [1, 2] } }],
    [z.object({ n: z.int() }).catchall(pair), { n: 1, t: typed() }, { n: 1, t: [1, 2] }],
    [z.object({ t: z.union([z.string(), pair]) }), { t: typed() }, { t: [1, 2] }],
    [z.object({ t: z.union([pair, triple]) }), { t: new Int8Array(3) }, { t: [0, 0, 0] }],
    [z.intersection(z.object({ t: pair }), z.object({ u: triple })), { t: typed(), u: [1, 2, 3] }, {
      t: [1, 2],
      u: [1, 2, 3],
    }],
    [z.object({ a: named, b: named }), { a: { t: typed() }, b: { t: typed() } }, {
      a: { t: [1, 2] },
      b: { t: [1, 2] },
    }],
    [tree, { t: typed(), below: [{ t: typed() }] }, { t: [1, 2], below: [{ t: [1, 2] }] }],
  ];
  for (const [schema, given, made] of places) {
    const before = structuredClone(given);
    assert.deepEqual(convert(schema, given), made);
    assert.deepEqual(given, before, "what was given stays as it was");
  }
});

Deno.test("compileTensors() tells the members of a union apart by what else is in them", () => {
  const seen = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("none") }),
    z.object({ kind: z.literal("pair"), t: pair }),
    z.object({ kind: z.literal("triple"), t: triple }),
    z.object({ kind: z.literal("free"), t: z.unknown() }),
  ]);
  const schema = z.object({ seen });
  assert.deepEqual(convert(schema, { seen: { kind: "none" } }), { seen: { kind: "none" } });
  assert.deepEqual(convert(schema, { seen: { kind: "pair", t: typed() } }), { seen: { kind: "pair", t: [1, 2] } });
  assert.deepEqual(convert(schema, { seen: { kind: "triple", t: new Int8Array(3) } }), {
    seen: { kind: "triple", t: [0, 0, 0] },
  });
  const refused: readonly (readonly [value: unknown, problem: string])[] = [
    [{ kind: "pair", t: new Uint8Array(4) }, "v.seen.t has 4 numbers, expected 2 for a tensor of shape [2] (uint8)"],
    [{ kind: "pair", t: [1, 256] }, "v.seen.t[1] is 256, expected an integer from 0 to 255 (uint8)"],
    [{ kind: "free", t: typed() }, "v.seen.t is Uint8Array, which JSON cannot carry"],
    [{ kind: "quad", t: typed() }, "v.seen is of none of the declared kinds"],
    [typed(), "v.seen is Uint8Array, expected object"],
  ];
  for (const [value, problem] of refused) assert.equal(convert(schema, { seen: value }), problem);
});

Deno.test("compileTensors() returns what holds no typed array itself", () => {
  const schema = z.object({ t: pair, many: z.array(pair), by: z.record(z.string(), pair) });
  const given = { t: [1, 2], many: [[1, 2]], by: { a: [1, 2] } };
  assert.equal(convert(schema, given), given);
  const partly = { ...given, t: typed() };
  const made = convert(schema, partly) as typeof given;
  assert.deepEqual([made.many === partly.many, made.by === partly.by], [true, true]);
});

Deno.test("compileTensors() says where a tensor does not fit", () => {
  const schema = z.object({ t: z.array(z.object({ u: pair })) });
  assert.equal(
    convert(schema, { t: [{ u: [1, 2] }, { u: [1, 256] }] }),
    "v.t[1].u[1] is 256, expected an integer from 0 to 255 (uint8)",
  );
  assert.equal(convert(schema, { t: typed() }), "v.t is Uint8Array, expected array");
  assert.equal(convert(schema, { t: [typed()] }), "v.t[0] is Uint8Array, expected object");
  assert.equal(convert(schema, null), "v is null, expected object");
  class Seen {
    u = typed();
  }
  assert.equal(convert(schema, { t: [new Seen()] }), "v.t[0] is Seen, expected object");
});

Deno.test("compileTensors() leaves what is not there to the check", () => {
  assert.deepEqual(convert(z.object({ t: pair }), {}), {});
  assert.deepEqual(convert(z.object({ t: pair }), { t: undefined, other: 1 }), { t: undefined, other: 1 });
});

Deno.test("compileTensors() is nothing to a schema without tensors", () => {
  const schema = z.object({ n: z.array(z.number()), "x-tensor": z.string() });
  const root = toJsonSchema(schema, "output", "value");
  assert.equal(compileTensors(root, { part: "value", strict: true }), undefined);
});

Deno.test("compileTensors() refuses a tensor where its values can't be found", async () => {
  const marked: JsonSchema = { type: "array", "x-tensor": { shape: [2], dtype: "uint8" } };
  const lost: readonly (readonly [JsonSchema, place: string])[] = [
    [{ type: "object", patternProperties: { "^t": marked } }, "#/patternProperties/^t"],
    [{ type: "object", properties: { a: { not: marked } } }, "#/properties/a/not"],
    [{ anyOf: [{ type: "object" }], properties: { t: marked } }, "#/properties/t"],
    [{ type: "object", properties: { a: { items: marked, properties: {} } } }, "#/properties/a/items"],
  ];
  for (const [root, place] of lost) {
    const { code, message } = await errorOf(() => compileTensors(root, { part: "observation", strict: true }));
    assert.deepEqual([code, message], [
      "INVALID_DEFINITION",
      `Cannot define observation: there is a tensor at ${place}, where its values cannot be found`,
    ]);
  }
  const wrong: JsonSchema = { type: "object", properties: { t: { "x-tensor": { shape: [0], dtype: "uint8" } } } };
  const { message } = await errorOf(() => compileTensors(wrong, { part: "observation", strict: true }));
  assert.match(message, /^Cannot define tensor: shape \[0\]/);
});

Deno.test("compileTensors() converts any value of a schema, whatever the nesting, to what JSON brings back", () => {
  const anyPair = fc.tuple(fc.nat(255), fc.nat(255));
  const anyTree = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.record({ kind: fc.constant("leaf"), t: anyPair.map((numbers) => Uint8Array.from(numbers)) }),
      fc.record({ kind: fc.constant("list"), t: fc.array(tie("tree"), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant("map"), t: fc.dictionary(fc.string(), tie("tree"), { maxKeys: 3 }) }),
    ),
  })).tree;
  const tree: z.ZodType = z.lazy(() =>
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("leaf"), t: pair }),
      z.object({ kind: z.literal("list"), t: z.array(tree) }),
      z.object({ kind: z.literal("map"), t: z.record(z.string(), tree) }),
    ])
  );
  const converter = compileTensors(toJsonSchema(z.object({ tree }), "output", "value"), {
    part: "value",
    strict: true,
  })!;
  fc.assert(
    fc.property(anyTree, (value) => {
      const converted = converter({ tree: value }, new Map());
      const expected = JSON.stringify(
        { tree: value },
        (_, part) => part instanceof Uint8Array ? Array.from(part) : part,
      );
      assert.equal(JSON.stringify(converted), expected);
    }),
    { numRuns: CASE_COUNT },
  );
});
