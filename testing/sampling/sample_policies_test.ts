import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { defineEnvironment } from "../../core/contract/define_environment.ts";
import type { AnyContract } from "../../core/contract/contract.ts";
import { Random } from "../../core/random.ts";
import { checksOf, parseAction } from "../../core/contract/contract_checks.ts";
import type { JsonSchema } from "../../core/schema/json_schema.ts";
import { toWireSchemas } from "../../core/contract/wire_schemas.ts";
import { createDoNothingPolicy, createRandomPolicy, type SampleOptions } from "./sample_policies.ts";

const RESULT = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
const DRAWS = 8;

function contractOf(value: z.ZodType): AnyContract {
  return defineEnvironment({ name: "any", action: z.object({ value }), observation: z.object({}) }) as AnyContract;
}

async function draw(schema: JsonSchema, count = 1, options: SampleOptions = {}, seed = 7): Promise<unknown[]> {
  const episode = { random: new Random(seed), seed, state: () => Promise.resolve({}) };
  const policy = await createRandomPolicy(schema, options)(episode);
  return Promise.all(Array.from({ length: count }, () => policy(RESULT)));
}

async function doNothing(schema: JsonSchema, options?: SampleOptions): Promise<unknown> {
  const episode = { random: new Random(7), seed: 7, state: () => Promise.resolve({}) };
  return (await createDoNothingPolicy(schema, options)(episode))(RESULT);
}

/** Schemas of numbers with bounds that leave something. */
const numbers = fc.record({
  least: fc.integer({ min: -50, max: 50 }),
  width: fc.integer({ min: 2, max: 40 }),
  isOpen: fc.boolean(),
}).map(({ least, width, isOpen }) => [least, least + width, isOpen] as const);

const leaves: fc.Arbitrary<z.ZodType> = fc.oneof(
  numbers.map(([least, most, isOpen]) => isOpen ? z.int().gt(least).lt(most) : z.int().min(least).max(most)),
  numbers.map(([least, most, isOpen]) => isOpen ? z.number().gt(least).lt(most) : z.number().min(least).max(most)),
  fc.constantFrom(0.01, 0.1, 0.25, 2, 7).map((step) => z.number().multipleOf(step).min(-1).max(100)),
  fc.tuple(fc.nat(6), fc.nat(6)).map(([least, more]) => z.string().min(least).max(least + more)),
  fc.constantFrom(
    z.email(),
    z.uuid(),
    z.url(),
    z.ipv4(),
    z.ipv6(),
    z.base64(),
    z.iso.date(),
    z.iso.datetime(),
    z.iso.time(),
    z.iso.duration(),
    z.string().regex(/^[A-H][1-8](-[A-H][1-8])?$/),
    z.string().regex(/^(?:left|right)\s\d{1,3}$/).max(9),
    z.string().regex(/^a/).endsWith("z").includes("m"),
    z.string().regex(/^[^\W\d_]{3,}$/u).min(5),
    z.string().regex(/^[\u0400-\u045f]+$/u),
    z.string().regex(/^[1-9.]+$/).length(81),
    z.string().regex(/^(?:ab?)+ \w{2,}$/).min(60).max(200),
    z.templateLiteral(["x-", z.int()]),
    z.int(),
    z.number(),
    z.string(),
    z.boolean(),
    z.null(),
    z.literal(["a", "b", 3]),
    z.enum(["UP", "DOWN"]),
    z.string().trim().min(2),
  ),
);

const schemas: fc.Arbitrary<z.ZodType> = fc.letrec<{ any: z.ZodType }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaves,
    tie("any").map((one) => z.array(one).min(1).max(4)),
    fc.tuple(tie("any"), tie("any")).map(([one, other]) => z.tuple([one, other])),
    fc.tuple(tie("any"), tie("any")).map(([one, other]) => z.tuple([one]).rest(other)),
    fc.tuple(tie("any"), tie("any")).map(([one, other]) => z.object({ one, other: other.optional() })),
    fc.tuple(tie("any"), tie("any")).map(([one, other]) =>
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("one"), one }),
        z.object({ kind: z.literal("other"), other }),
      ])
    ),
    // Not of two objects: what is drawn for one may be taken for the other, which the test below is about.
    fc.tuple(leaves, tie("any")).map((both) => z.union(both)),
    tie("any").map((one) => one.nullable()),
    tie("any").map((one) => z.record(z.string().regex(/^k\d+$/), one)),
    tie("any").map((one) => z.record(z.enum(["up", "down"]), one)),
    tie("any").map((one) => z.intersection(z.object({ one }), z.object({ number: z.int().min(1) }))),
  ),
})).any;

Deno.test("createRandomPolicy() draws actions that the parser accepts, for schemas of any form", async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.integer(), async (schema, seed) => {
      const checks = checksOf(contractOf(schema));
      for (const action of await draw(checks.action.jsonSchema, DRAWS, {}, seed)) parseAction(checks, action);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("createDoNothingPolicy() plays an action that the parser accepts, for schemas of any form", async () => {
  await fc.assert(
    fc.asyncProperty(schemas, async (schema) => {
      const checks = checksOf(contractOf(schema));
      parseAction(checks, await doNothing(checks.action.jsonSchema));
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("createRandomPolicy() plays the same actions for the same seed, and others for another", async () => {
  const { action } = toWireSchemas(contractOf(z.int().min(0).max(1_000_000)));
  const [one, same, other] = await Promise.all([draw(action, 5), draw(action, 5), draw(action, 5, {}, 8)]);
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
});

Deno.test("createRandomPolicy() reaches every choice and both ends of a range", async () => {
  const { action } = toWireSchemas(contractOf(z.union([z.enum(["a", "b"]), z.int().min(0).max(3)])));
  const drawn = new Set((await draw(action, 200)).map((one) => (one as { value: unknown }).value));
  assert.deepEqual([...drawn].sort(), [0, 1, 2, 3, "a", "b"]);
});

Deno.test("createRandomPolicy() draws many texts at once that have to match a pattern and a length", async () => {
  const boards = contractOf(z.array(z.string().regex(/^[1-9.]+$/).length(81)).length(20));
  const checks = checksOf(boards);
  for (const action of await draw(checks.action.jsonSchema, 3)) parseAction(checks, action);
});

Deno.test("createRandomPolicy() leaves the metadata of the wire's schema out", async () => {
  const { action } = toWireSchemas(contractOf(z.int()));
  assert.ok("metadata" in action.properties!);
  for (const drawn of await draw(action, 20)) assert.deepEqual(Object.keys(drawn as object), ["value"]);
});

Deno.test("createRandomPolicy() comes to an end with a schema that contains itself", async () => {
  const tree: z.ZodType = z.object({
    value: z.int(),
    get children() {
      return z.array(tree).max(3);
    },
  });
  const checks = checksOf(contractOf(tree));
  for (const action of await draw(checks.action.jsonSchema, 20)) parseAction(checks, action);
});

Deno.test("createRandomPolicy() draws again what is not accepted, and says so if nothing is", async () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { n: { minimum: 0, maximum: 9, type: "integer" } },
    required: ["n"],
  };
  const isEven = (action: unknown) => (action as { n: number }).n % 2 === 0;
  for (const action of await draw(schema, 20, { accepts: isEven })) assert.ok(isEven(action));
  await assert.rejects(draw(schema, 1, { accepts: () => false }), {
    code: "UNDRAWABLE_SCHEMA",
    message:
      "Cannot draw action: 100 attempts brought none that fits, the last problem was: no drawn action is accepted",
  });
});

Deno.test("createRandomPolicy() and createDoNothingPolicy() find what a parser takes of a union that it reads its own way", async () => {
  const checks = checksOf(contractOf(z.union([
    z.object({ n: z.int().optional() }),
    z.object({ kind: z.literal("other"), n: z.int().min(5) }),
  ])));
  const accepts = (action: unknown) => {
    try {
      parseAction(checks, action);
      return true;
    } catch {
      return false;
    }
  };
  for (const action of await draw(checks.action.jsonSchema, 20, { accepts })) assert.ok(accepts(action));
  assert.deepEqual(await doNothing(checks.action.jsonSchema, { accepts }), { value: {} });
  const isOdd = (action: unknown) => (action as { value: number }).value % 2 === 1;
  const odd = await doNothing(toWireSchemas(contractOf(z.int().min(2).max(9))).action, { accepts: isOdd });
  assert.ok(isOdd(odd));
});

Deno.test("createRandomPolicy() names the place of what cannot be drawn", async () => {
  const cases: readonly [schema: JsonSchema, message: RegExp, path: readonly string[]][] = [
    [{ type: "string", pattern: "^(a)\\1$" }, /^Cannot draw action.word: its pattern .* not understood$/, ["word"]],
    [{ type: "string", minLength: 3, maxLength: 2 }, /^Cannot draw action.word: it has at least 3 and at most 2 /, [
      "word",
    ]],
    [{ type: "integer", minimum: 3, maximum: 2 }, /^Cannot draw action.word: it is at least 3 and at most 2$/, [
      "word",
    ]],
    [{ type: "number", multipleOf: 5, minimum: 6, maximum: 9 }, /no multiple of 5 within its bounds$/, ["word"]],
    [{ enum: [] }, /^Cannot draw action.word: its schema allows nothing$/, ["word"]],
    [
      { not: {} },
      /attempts brought none that fits, the last problem was: action.word is null, but must NOT be valid$/,
      [],
    ],
  ];
  for (const [word, message, path] of cases) {
    const schema: JsonSchema = { type: "object", properties: { word }, required: ["word"] };
    await assert.rejects(draw(schema), { code: "UNDRAWABLE_SCHEMA", message, data: { path } });
  }
});

Deno.test("createDoNothingPolicy() plays the smallest action", async () => {
  const cases: readonly [z.ZodType, unknown][] = [
    [z.enum(["UP", "DOWN"]), "UP"],
    [z.int().min(3), 3],
    [z.number().min(-5), 0],
    [z.array(z.int()), []],
    [z.object({ a: z.int(), b: z.int().optional() }), { a: 0 }],
  ];
  for (const [schema, value] of cases) {
    const { action } = toWireSchemas(contractOf(schema));
    assert.deepEqual(await doNothing(action), { value });
  }
  const { action } = toWireSchemas(contractOf(z.string().regex(/^[a-c]{2}$/)));
  assert.match((await doNothing(action) as { value: string }).value, /^[a-c]{2}$/);
});

/** Tools, as a listing has them; the second refers within its own schema. */
const TOOLS: NonNullable<SampleOptions["tools"]> = [
  {
    name: "add",
    input_schema: { type: "object", properties: { n: { type: "integer", minimum: 1, maximum: 3 } }, required: ["n"] },
  },
  {
    name: "paint",
    input_schema: {
      type: "object",
      properties: { colour: { $ref: "#/$defs/Colour" } },
      required: ["colour"],
      $defs: { Colour: { enum: ["red", "blue"] } },
    },
  },
  { name: "look", input_schema: { type: "object", properties: { far: { type: "boolean" } } } },
];

Deno.test("createRandomPolicy() calls every tool, with arguments from its schema", async () => {
  const calls = await draw({}, 200, { tools: TOOLS }) as { type: string; tool_name: string; arguments: unknown }[];
  assert.deepEqual(new Set(calls.map(({ type }) => type)), new Set(["call_tool"]));
  const drawn = new Set(calls.map((call) => `${call.tool_name} ${JSON.stringify(call.arguments)}`));
  assert.deepEqual([...drawn].sort(), [
    ...['add {"n":1}', 'add {"n":2}', 'add {"n":3}', 'look {"far":false}', 'look {"far":true}', "look {}"],
    ...['paint {"colour":"blue"}', 'paint {"colour":"red"}'],
  ]);
  assert.deepEqual(await draw({}, 200, { tools: TOOLS }), calls, "the seed decides the calls");
});

Deno.test("createRandomPolicy() leaves out a tool whose arguments cannot be sampled, unless it is the only one", async () => {
  const impossible = { name: "impossible", input_schema: { type: "object", not: {} } as JsonSchema };
  const calls = await draw({}, 50, { tools: [impossible, TOOLS[2]!] }) as { tool_name: string }[];
  assert.deepEqual(new Set(calls.map(({ tool_name }) => tool_name)), new Set(["look"]));
  await assert.rejects(draw({}, 1, { tools: [impossible] }), { code: "UNDRAWABLE_SCHEMA" });
  await assert.rejects(draw({}, 1, { tools: [] }), { code: "UNDRAWABLE_SCHEMA" });
});

Deno.test("createDoNothingPolicy() calls the tool with the fewest required arguments, with as few as possible", async () => {
  assert.deepEqual(await doNothing({}, { tools: TOOLS }), { type: "call_tool", tool_name: "look", arguments: {} });
  const call = { type: "call_tool", tool_name: "add", arguments: { n: 1 } };
  assert.deepEqual(await doNothing({}, { tools: TOOLS.slice(0, 1) }), call);
});
