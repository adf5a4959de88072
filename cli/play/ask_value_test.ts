import type { JsonSchema } from "@openenv/core/schema";
import assert from "node:assert/strict";
import { AnswerError, askObject, choicesOf, readAnswer, readChoice } from "./ask_value.ts";

Deno.test("choicesOf() lists the values that a schema allows, if it does", () => {
  const root = { $defs: { side: { enum: ["left", "right"] } } };
  assert.deepEqual(choicesOf({ $ref: "#/$defs/side" }, root), ["left", "right"]);
  assert.deepEqual(choicesOf({ anyOf: [{ $ref: "#/$defs/side" }, { type: "null" }] }, root), ["left", "right", null]);
  assert.deepEqual(choicesOf({ type: "boolean" }, root), [true, false]);
  assert.deepEqual(choicesOf({ const: 3 }, root), [3]);
  assert.equal(choicesOf({ anyOf: [{ enum: [1] }, { type: "string" }] }, root), undefined);
});

Deno.test("readChoice() takes a value, its beginning, or its number", () => {
  const choices = ["UP", "DOWN", "left", 7, true];
  const cases: readonly [answer: string, choice: unknown][] = [
    ["up", "UP"],
    [" DOWN ", "DOWN"],
    ["d", "DOWN"],
    ["3", "left"],
    ["7", 7],
    ["t", true],
  ];
  for (const [answer, choice] of cases) assert.equal(readChoice(answer, choices), choice, answer);
  for (const answer of ["", "x", "0", "6", "1.5"]) assert.throws(() => readChoice(answer, choices), AnswerError);
  assert.throws(() => readChoice("l", ["left", "long"]), AnswerError);
});

Deno.test("readAnswer() reads an answer by the types of its schema", () => {
  const cases: readonly [answer: string, node: JsonSchema, value: unknown][] = [
    ["5", { type: "integer" }, 5],
    ["5", { type: "string" }, "5"],
    ["a\\nb\\\\n", { type: "string" }, "a\nb\\n"],
    ["null", { type: ["string", "null"] }, null],
    ["[1,2]", { type: "array" }, [1, 2]],
    ['{"a":1}', { anyOf: [{ type: "object" }, { type: "string" }] }, { a: 1 }],
    ["text", { anyOf: [{ type: "object" }, { type: "string" }] }, "text"],
    ["1.5", {}, 1.5],
    ["text", {}, "text"],
  ];
  for (const [answer, node, value] of cases) assert.deepEqual(readAnswer(answer, node, {}), value, answer);
  assert.throws(() => readAnswer("x", { type: "integer" }, {}), /"x" is not integer/);
});

Deno.test("askObject() asks for each key, leaves out what is optional, and stops at the end of the answers", async () => {
  const schema = {
    type: "object",
    properties: {
      type: { const: "move" },
      n: { type: "integer", minimum: 1, maximum: 9 },
      side: { enum: ["a", "b"], default: "a" },
      note: { type: "string" },
      metadata: {},
    },
    required: ["type", "n"],
  };
  const asked: string[] = [];
  const answers = ["4", "", "hi"];
  const ask = (question: string) => Promise.resolve((asked.push(question), answers.shift()));
  assert.deepEqual(await askObject(schema, schema, ask), { type: "move", n: 4, note: "hi" });
  assert.deepEqual(asked, [
    "n (integer, at least 1, at most 9): ",
    'side (1 a, 2 b; default "a"): ',
    "note (string; optional): ",
  ]);
  assert.equal(await askObject(schema, schema, ask), undefined);
});

Deno.test("askObject() survives a schema that contains itself, and one of 200 keys", async () => {
  const loop = { type: "object", properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } };
  assert.deepEqual(await askObject(loop, loop, () => Promise.resolve('{"next":null}')), { next: { next: null } });
  const properties = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, { type: "string" }]));
  assert.deepEqual(await askObject({ properties }, {}, () => Promise.resolve("")), {});
});
