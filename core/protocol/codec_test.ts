import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import { CapacityError } from "../errors/error_classes.ts";
import type { StepResult } from "../result.ts";
import { fromResultPayload, objectCodec, readServerMessage, textCodec, textCodecOf, toResultPayload } from "./codec.ts";

const PLAIN: StepResult = {
  observation: { echoed: "x" },
  reward: 0.5,
  terminated: false,
  truncated: false,
  done: false,
  info: {},
};

/** Any text, including unpaired surrogates. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom("\ud800", "\udc00", '"', "\\", "\n", "\u2028", "a"), { maxLength: 6 }).map((units) =>
    units.join("")
  ),
);

/**
 * Keys without backslashes: after one has been a key, V8 15.0 confuses it with other keys that are written with
 * escapes.
 */
const key = fc.oneof(
  text.filter((key) => !key.includes("\\")),
  fc.constantFrom("__proto__", "constructor", "toString", "reward", "done", "observation", "info", "toJSON", "0", ""),
);

const { record } = fc.letrec<{ value: unknown; record: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("record"),
  ),
  record: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

const result: fc.Arbitrary<StepResult> = fc.record({
  observation: record.filter((observation) => !Object.hasOwn(observation, "metadata")),
  reward: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)),
  terminated: fc.boolean(),
  truncated: fc.boolean(),
  info: record,
}).map((parts) => ({ ...parts, done: parts.terminated || parts.truncated }));

Deno.test("textCodec writes results as the wire has them", () => {
  assert.equal(
    textCodec.result(PLAIN),
    '{"type":"observation","data":{"observation":{"metadata":{},"echoed":"x"},"reward":0.5,"done":false,"terminated":false,"truncated":false}}',
  );
  assert.equal(
    textCodec.result({ ...PLAIN, observation: {}, reward: null, truncated: true, done: true }),
    '{"type":"observation","data":{"observation":{"metadata":{}},"reward":null,"done":true,"terminated":false,"truncated":true}}',
  );
  assert.equal(
    textCodec.result({ ...PLAIN, info: { k: 1, list: [1] } }),
    '{"type":"observation","data":{"observation":{"metadata":{"k":1,"list":[1]},"echoed":"x"},"reward":0.5,"done":false,"terminated":false,"truncated":false,"metadata":{"k":1,"list":[1]}}}',
  );
});

Deno.test("textCodec writes every reward as a float", () => {
  for (const [reward, text] of [[1, "1.0"], [0, "0.0"], [-0, "-0.0"], [1e21, "1e+21"], [-3, "-3.0"]] as const) {
    assert.match(textCodec.result({ ...PLAIN, reward }), new RegExp(`"reward":${RegExp.escape(text)},`));
  }
  assert.match(textCodec.result({ ...PLAIN, observation: { whole: 1 } }), /"whole":1}/);
});

Deno.test("textCodecOf() writes floats as the contract's schemas have them, in observations and states", () => {
  const contract = defineEnvironment({
    name: "kinds",
    action: z.object({}),
    observation: z.object({ float: z.number(), integer: z.int(), free: z.unknown() }),
    state: z.union([
      z.object({ kind: z.literal("a"), value: z.number() }),
      z.object({ kind: z.literal("b"), value: z.int() }),
    ]),
  });
  const codec = textCodecOf(contract);
  assert.equal(
    codec.result({ ...PLAIN, observation: { float: 1, integer: 1, free: 1 }, reward: 1, info: { free: 1 } }),
    '{"type":"observation","data":{"observation":{"metadata":{"free":1},"float":1.0,"integer":1,"free":1},"reward":1.0,"done":false,"terminated":false,"truncated":false,"metadata":{"free":1}}}',
  );
  assert.equal(
    codec.state({ episode_id: "e", step_count: 1, kind: "a", value: 1 }),
    '{"type":"state","data":{"episode_id":"e","step_count":1,"kind":"a","value":1.0}}',
  );
  assert.equal(codec.state({ kind: "b", value: 1 }), '{"type":"state","data":{"kind":"b","value":1}}');
  assert.equal(textCodecOf(contract), codec, "made once");
  const stateless = textCodecOf(defineEnvironment({ name: "free", action: z.object({}), observation: z.object({}) }));
  assert.equal(stateless.state({ value: 1 }), '{"type":"state","data":{"value":1}}');
  assert.match(stateless.result({ ...PLAIN, observation: {} }), /"observation":{"metadata":{}},"reward":0.5,/);
});

Deno.test("textCodec writes states and errors as the wire has them", () => {
  assert.equal(
    textCodec.state({ episode_id: "ep-9", step_count: 0, extra_thing: 3 }),
    '{"type":"state","data":{"episode_id":"ep-9","step_count":0,"extra_thing":3}}',
  );
  assert.equal(
    textCodec.error(new Error("kaboom")),
    '{"type":"error","data":{"message":"kaboom","code":"EXECUTION_ERROR"}}',
  );
  assert.equal(
    textCodec.error(new CapacityError("full", { active_sessions: 2, max_sessions: 2 })),
    '{"type":"error","data":{"message":"full","code":"CAPACITY_REACHED","active_sessions":2,"max_sessions":2}}',
  );
});

Deno.test("textCodec writes what toResultPayload() makes", () => {
  fc.assert(
    fc.property(result, (result) => {
      const { data } = JSON.parse(textCodec.result(result));
      assert.deepEqual(data, toResultPayload(result));
      assert.deepEqual(Object.keys(data), Object.keys(toResultPayload(result)));
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("fromResultPayload() gives back every result that textCodec writes", () => {
  fc.assert(
    fc.property(result, (result) => {
      const back = fromResultPayload(JSON.parse(textCodec.result(result)).data);
      assert.deepEqual(back, result);
      assert.deepEqual(JSON.stringify(back.observation), JSON.stringify(result.observation), "keys in the same order");
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("fromResultPayload() gives back every result that objectCodec hands over", () => {
  fc.assert(
    fc.property(result, (result) => {
      const { data } = objectCodec.result(result) as { data: Record<string, unknown> };
      assert.deepEqual(fromResultPayload(data), result);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("fromResultPayload() takes the shapes of every generation of servers", () => {
  const rows: [payload: Record<string, unknown>, expected: Partial<StepResult>][] = [
    [{ observation: { a: 1 } }, { observation: { a: 1 }, reward: null, done: false, terminated: false, info: {} }],
    [{}, { observation: {}, reward: null, done: false }],
    [{ observation: { a: 1 }, reward: 1, done: true }, { reward: 1, done: true, terminated: true, truncated: false }],
    [{ observation: {}, reward: true, done: false }, { reward: 1 }],
    [{ observation: {}, reward: false, done: 0 }, { reward: 0, done: false }],
    [{ observation: {}, done: 1 }, { done: true, terminated: true }],
    [{ observation: {}, done: true, truncated: true }, { done: true, terminated: false, truncated: true }],
    [{ observation: {}, done: true, terminated: true, truncated: true }, { terminated: true, truncated: true }],
    [{ observation: { metadata: { k: 1 }, a: 1 } }, { observation: { a: 1 }, info: { k: 1 } }],
    [{ observation: { a: 1 }, metadata: { k: 1 } }, { observation: { a: 1 }, info: { k: 1 } }],
    [{ observation: { metadata: {} }, metadata: { k: 1 } }, { observation: {}, info: { k: 1 } }],
    [{ observation: { metadata: null }, metadata: null }, { observation: {}, info: {} }],
    [{ observation: { a: 1 }, other: 1 }, { observation: { a: 1 } }],
  ];
  for (const [payload, expected] of rows) {
    const result = fromResultPayload(payload);
    for (const [key, value] of Object.entries(expected)) {
      assert.deepEqual(result[key as keyof StepResult], value, `${key} of ${JSON.stringify(payload)}`);
    }
  }
});

Deno.test("fromResultPayload() refuses rewards that are no finite numbers", () => {
  const rows: [unknown, string][] = [
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    ["1", "a string"],
    [[], "an array"],
    [{}, "an object"],
  ];
  for (const [reward, found] of rows) {
    assert.throws(() => fromResultPayload({ observation: {}, reward }), {
      code: "INVALID_REWARD",
      message: `Cannot read reply: reward is ${found}, expected a finite number`,
    });
  }
});

Deno.test("fromResultPayload() refuses other shapes", () => {
  const rows = [
    { observation: null },
    { observation: [] },
    { observation: "x" },
    { observation: {}, done: "true" },
    { observation: {}, done: null },
    { observation: {}, terminated: 2 },
    { observation: {}, truncated: "no" },
  ];
  for (const payload of rows) {
    assert.throws(() => fromResultPayload(payload), { code: "INVALID_REPLY" }, JSON.stringify(payload));
  }
});

Deno.test("fromResultPayload() never gives a result whose done is not terminated or truncated", () => {
  const rows = [{ done: false, terminated: true }, { terminated: true }, { done: false, truncated: true }, {
    done: true,
    terminated: false,
    truncated: false,
  }];
  for (const flags of rows) {
    const [done, ended] = doneAndEnded({ observation: {}, ...flags });
    assert.equal(done, ended, JSON.stringify(flags));
  }
});

/** Returns whether a payload's result is done, and whether it ended; neither if the payload is refused. */
function doneAndEnded(payload: Record<string, unknown>): [boolean, boolean] {
  try {
    const { done, terminated, truncated } = fromResultPayload(payload);
    return [done, terminated || truncated];
  } catch {
    return [false, false];
  }
}

Deno.test("fromResultPayload() leaves the payload as it was", () => {
  const payload = { observation: { metadata: { k: 1 }, a: 1 }, reward: 1, done: false };
  const copy = structuredClone(payload);
  fromResultPayload(payload);
  assert.deepEqual(payload, copy);
});

Deno.test("readServerMessage() takes any type with data, and refuses what is no message", () => {
  assert.deepEqual(readServerMessage({ type: "state", data: { a: 1 }, more: 1 }), { type: "state", data: { a: 1 } });
  assert.deepEqual(readServerMessage({ type: "error" }), { type: "error", data: {} });
  for (const message of [null, 1, "x", [], [{}], { type: "state", data: null }, { type: "state", data: [] }]) {
    assert.throws(() => readServerMessage(message), { code: "INVALID_REPLY" });
  }
});
