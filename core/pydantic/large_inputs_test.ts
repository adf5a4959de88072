import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import { ValidationError } from "../errors/error_classes.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { textCodec } from "../protocol/codec.ts";
import { Connection } from "../protocol/connection.ts";
import type { Schema } from "../schema/schema.ts";
import { openSession } from "../testing_fixtures/open_session.ts";
import { InputParser } from "./input_parser.ts";

/** More parts than a value may have for all of its faults to be reported. */
const MANY = 3000;

/** Parses a value as an action. */
function parse(schema: Schema, value: unknown): unknown {
  return new InputParser<unknown>(schema, "action").parse(value);
}

/** The items of a refusal. */
function itemsOf(schema: Schema, value: unknown): readonly ValidationItem[] {
  try {
    parse(schema, value);
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error));
    return error.data.errors;
  }
  return assert.fail("accepted");
}

Deno.test("an action of 16 MB whose eight million items are all wrong is refused, and the session goes on", async () => {
  const environment = defineEnvironment({
    name: "words",
    action: z.object({ words: z.array(z.string()) }),
    observation: z.object({}),
  }).implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  const { session } = await openSession(environment);
  const connection = new Connection(session, textCodec);
  await connection.receive('{"type":"reset"}');
  const count = 8 * 1024 * 1024 - 40;
  const reply = connection.receive(`{"type":"step","data":{"words":[1${",1".repeat(count)}]}}`) as string;
  const { type, data } = JSON.parse(reply);
  assert.deepEqual([type, data.code], ["error", "VALIDATION_ERROR"]);
  const msg = "Input should be a valid string";
  assert.deepEqual(data.errors, [{ type: "string_type", loc: ["words", 0], msg, input: 1 }]);
  assert.match(connection.receive('{"type":"step","data":{"words":["a"]}}') as string, /^\{"type":"observation"/);
  await session.close();
});

/** One part that is wrong, and one that is right, for each kind of rule that is not a type. */
const PARTS: Readonly<Record<string, readonly [schema: Schema, right: unknown, wrong: unknown, type: string]>> = {
  type: [z.string(), "a", 1, "string_type"],
  bound: [z.number().max(5), 5, 6, "less_than_equal"],
  length: [z.string().max(3), "abc", "abcd", "string_too_long"],
  pattern: [z.string().regex(/^a/), "ab", "b", "string_pattern_mismatch"],
  format: [z.url(), "https://a.b", "nowhere", "value_error"],
  refinement: [z.string().refine((text) => text !== "b"), "a", "b", "value_error"],
  multiple: [z.int().multipleOf(3), 6, 7, "multiple_of"],
  literal: [z.enum(["a", "b"]), "a", "c", "literal_error"],
  object: [z.object({ n: z.int() }), { n: 1 }, { n: "x" }, "int_parsing"],
  missing: [z.object({ n: z.int() }), { n: 1 }, {}, "missing"],
  list: [z.array(z.int()).max(2), [1, 2], [1, 2, 3], "too_long"],
};

/** Where many parts can be, and where the wrong one is there: at the end. */
const PLACES: Readonly<
  Record<string, readonly [wrap: (part: z.ZodType) => z.ZodType, place: (parts: unknown[]) => unknown, loc: unknown[]]>
> = {
  "a list": [(part) => z.object({ list: z.array(part) }), (list) => ({ list }), ["list", MANY]],
  "an optional list with a default": [
    (part) => z.object({ list: z.array(part).nullable().optional().default([]) }),
    (list) => ({ list }),
    ["list", MANY],
  ],
  "a list of lists": [
    (part) => z.object({ lists: z.array(z.array(part)) }),
    (list) => ({ lists: [list.slice(0, MANY), list] }),
    ["lists", 1, MANY],
  ],
  "the rest of a tuple": [
    (part) => z.object({ tuple: z.tuple([z.int()], part) }),
    (list) => ({ tuple: [1, ...list] }),
    ["tuple", MANY + 1],
  ],
  "a record": [(part) => z.record(z.string(), part), (list) => ({ ...list }), [String(MANY)]],
  "a catchall": [(part) => z.object({ n: z.int() }).catchall(part), (list) => ({ n: 1, ...list }), [String(MANY)]],
  "a branch with a tag": [
    (part) =>
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("text"), list: z.string() }),
        z.object({ list: z.array(part), kind: z.literal("list") }),
      ]),
    (list) => ({ kind: "list", list }),
    ["list", MANY],
  ],
  "a branch without one": [
    (part) => z.union([z.object({ kind: z.literal("x") }), z.object({ list: z.array(part) })]),
    (list) => ({ list }),
    ["list", MANY],
  ],
  "an intersection": [
    (part) => z.intersection(z.object({ n: z.int() }), z.object({ list: z.array(part) })),
    (list) => ({ n: 1, list }),
    ["list", MANY],
  ],
  "a lazy schema": [(part) => z.object({ list: z.lazy(() => z.array(part)) }), (list) => ({ list }), ["list", MANY]],
  "a schema that transforms": [
    (part) => z.object({ list: z.array(part).transform((list) => list.length) }),
    (list) => ({ list }),
    ["list", MANY],
  ],
};

for (const [name, [part, right, wrong, type]] of Object.entries(PARTS)) {
  Deno.test(`of a large value one fault of a part is told, wherever it is: ${name}`, () => {
    for (const [place, [wrap, put, loc]] of Object.entries(PLACES)) {
      const schema = wrap(part as z.ZodType);
      assert.doesNotThrow(() => parse(schema, put(Array(MANY).fill(right))), `${name} in ${place}`);
      const items = itemsOf(schema, put([...Array(MANY).fill(right), wrong, ...Array(MANY).fill(wrong)]));
      assert.ok(items.length <= 2, `${name} in ${place}: ${items.length} items`);
      const found = items.at(-1)!;
      assert.equal(found.type, type, `${name} in ${place}`);
      // A branch without a tag is named in front.
      const at = found.loc.slice(place === "a branch without one" ? 1 : 0);
      assert.deepEqual(at.slice(0, loc.length), loc, `${name} in ${place}`);
    }
  });
}

Deno.test("what is told of one part of a large value is what is told of it in a small one", () => {
  for (const [part, right, wrong] of Object.values(PARTS)) {
    const schema = z.object({ list: z.array(part as z.ZodType) });
    const small = itemsOf(schema, { list: [right, wrong] });
    const large = itemsOf(schema, { list: [...Array(MANY).fill(right), wrong] });
    const moved = small.map(({ loc, ...item }) => ({ ...item, loc: loc.map((key) => key === 1 ? MANY : key) }));
    assert.deepEqual(large, moved);
  }
});

Deno.test("a schema looks at no more of a large value than it takes to refuse it", () => {
  let looks = 0;
  const part = z.string().refine(() => ++looks < 0);
  itemsOf(z.object({ list: z.array(part) }), { list: Array(MANY).fill("a") });
  assert.ok(looks < 5, `${looks}`);
});

Deno.test("rules about all of a large value are held, and it is parsed as a small one is", () => {
  const schema = z.object({
    list: z.array(z.int()).min(2 * MANY),
    sum: z.int(),
    note: z.string().default("none"),
  }).refine(({ list, sum }) => list.length === sum, { path: ["sum"], message: "does not add up" });
  assert.deepEqual(itemsOf(schema, { list: Array(MANY).fill(1), sum: MANY }).map(({ type }) => type), ["too_short"]);
  const list = Array(2 * MANY).fill("1");
  assert.deepEqual(itemsOf(schema, { list, sum: 1 }).map(({ loc, msg }) => [loc, msg]), [
    [["sum"], "Value error, does not add up"],
  ]);
  const parsed = parse(schema, { list, sum: 2 * MANY });
  assert.deepEqual(parsed, { list: Array(2 * MANY).fill(1), sum: 2 * MANY, note: "none" });
});

Deno.test("of 300,000 unknown keys a hundred are told, in every kind of schema", () => {
  const n = z.int();
  const many = Object.fromEntries([["n", 1], ...Array.from({ length: 300_000 }, (_, index) => [`k${index}`, 1])]);
  const schemas = [
    z.object({ n }),
    z.strictObject({ n }),
    z.union([z.object({ n }), z.object({ n, m: n.optional() })]),
    z.intersection(z.object({ n }), z.object({ m: n.optional() })),
  ];
  for (const schema of schemas) {
    const items = itemsOf(schema, many);
    assert.deepEqual([items.length, items[0]], [100, {
      type: "extra_forbidden",
      loc: ["k0"],
      msg: "Extra inputs are not permitted",
      input: 1,
    }]);
  }
});

Deno.test("an unknown key in a large value is told", () => {
  const schema = z.object({ list: z.array(z.object({ n: z.int() })) });
  const list = [...Array(MANY).fill({ n: 1 }), { n: 1, m: 2 }];
  assert.deepEqual(itemsOf(schema, { list }).map(({ type, loc }) => [type, loc]), [
    ["extra_forbidden", ["list", MANY, "m"]],
  ]);
});

Deno.test("a large value that is no object is refused, and so is one of long texts", () => {
  assert.deepEqual(itemsOf(z.object({}), Array(MANY).fill(1)).map(({ type }) => type), ["dict_type"]);
  const keys = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, z.int()]));
  const [item, ...more] = itemsOf(z.object({ text: z.int(), ...keys }), { text: "x".repeat(100_000) });
  assert.deepEqual([item!.type, item!.loc, more.length], ["int_parsing", ["text"], 0]);
});

Deno.test("a check that throws or waits is told of a large value as of a small one", () => {
  const throwing = z.object({
    list: z.array(
      z.string().refine(() => {
        throw new Error("kaboom");
      }),
    ),
  });
  const waiting = z.object({ list: z.array(z.string().refine(() => Promise.resolve(true))) });
  for (const schema of [throwing, waiting]) {
    for (const count of [1, MANY]) {
      assert.throws(() => parse(schema, { list: Array(count).fill("a") }), { code: "INVALID_DEFINITION" });
    }
  }
});

Deno.test("a schema of another library refuses a large value by its types before it looks at the parts", () => {
  let validated = 0;
  const zod = z.object({ list: z.array(z.string()) });
  const schema: Schema = {
    "~standard": {
      ...zod["~standard"],
      validate: (value) => {
        validated++;
        return zod["~standard"].validate(value);
      },
    },
  };
  const [item, ...more] = itemsOf(schema, { list: [...Array(MANY).fill("a"), 1, 2] });
  assert.deepEqual([item!.loc, item!.msg, more.length, validated], [
    ["list", MANY],
    "Value error, Input is a number, expected string",
    0,
    0,
  ]);
  parse(schema, { list: Array(MANY).fill("a") });
  assert.equal(validated, 1);
});

Deno.test("branches inside branches take no longer than their depth when none of them fits", () => {
  // deno-lint-ignore no-explicit-any -- a schema that contains itself
  const node: any = z.lazy(() =>
    z.discriminatedUnion("kind", [
      z.object({ child: node.optional(), kind: z.literal("a") }),
      z.object({ child: node.optional(), kind: z.literal("b") }),
    ])
  );
  let value: Record<string, unknown> = { kind: "c" };
  for (let depth = 0; depth < 40; depth++) value = { child: value, kind: depth % 2 === 0 ? "a" : "b" };
  assert.equal(itemsOf(z.object({ node }), { node: value })[0]!.type, "union_tag_invalid");
});
