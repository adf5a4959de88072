import assert from "node:assert/strict";
import fc from "fast-check";
import { fits, fromValue, toDraft, toValue } from "./drafts.ts";
import { sampleValue } from "./sample_value.ts";
import { toField } from "./schema_fields.ts";

const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string" },
    count: { type: "integer", minimum: 0, maximum: 9 },
    size: { enum: ["S", "M", null] },
    tags: { type: "array", items: { type: "string" }, minItems: 1 },
    place: {
      anyOf: [{ type: "object", properties: { x: { type: "number" } }, required: ["x"], additionalProperties: false }, {
        type: "null",
      }],
    },
    fixed: { const: "v1" },
    free: {},
    on: { type: "boolean" },
    page: { type: "integer", default: 1 },
  },
  required: ["name", "count", "size", "tags", "place", "fixed", "free", "on"],
};

Deno.test("toDraft() begins with defaults and constants, and leaves optional fields out", () => {
  const field = toField(SCHEMA);
  assert.deepEqual(toDraft(field), {
    name: "",
    count: undefined,
    size: undefined,
    tags: [""],
    place: { branch: 0, draft: { x: undefined } },
    fixed: "v1",
    free: "",
    on: false,
    page: "1",
  });
});

Deno.test("toValue() makes the value, and lists what is missing or wrong by path", () => {
  const field = toField(SCHEMA);
  const draft = { ...toDraft(field) as object, count: "12", size: null, free: "{", tags: ["a", "b"] };
  const { problems } = toValue(field, draft);
  assert.deepEqual(problems.map(({ path, message }) => [path.join("."), message.replace(/: .*/, "")]), [
    ["count", "Enter 9 or less."],
    ["place.x", "This field is required."],
    ["free", "This is not JSON"],
  ]);
  const good = toValue(field, { ...draft, count: " 3 ", free: "[1]", place: { branch: 1, draft: null } });
  assert.deepEqual(good, {
    problems: [],
    value: {
      name: "",
      count: 3,
      size: null,
      tags: ["a", "b"],
      place: null,
      fixed: "v1",
      free: [1],
      on: false,
      page: 1,
    },
  });
});

Deno.test("toValue() refuses numbers that are none", () => {
  const message = (text: string, schema: object = { type: "integer" }) =>
    toValue(toField(schema), text).problems[0]?.message;
  assert.equal(message("x"), "Enter a number.");
  assert.equal(message("NaN"), "Enter a number.");
  assert.equal(message("1.5"), "Enter a whole number.");
  assert.equal(message("9007199254740993"), "This number is too large to be exact.");
  assert.equal(message(""), "This field is required.");
  assert.equal(message("-1e3"), undefined);
  assert.equal(message("1.5", { type: "number" }), undefined);
});

Deno.test("a schema without a finite value has a draft, and a reason why it can't be sent", () => {
  const endless = toField({ type: "object", properties: { next: { $ref: "#" } }, required: ["next"] });
  const { problems } = toValue(endless, toDraft(endless));
  assert.equal(problems.length, 1);
});

Deno.test("fromValue() and toValue() are opposites for every value that a schema allows", () => {
  const field = toField(SCHEMA);
  fc.assert(fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.9999, noNaN: true })), (numbers) => {
    const value = sampleValue(field, () => numbers.next().value!);
    assert.ok(fits(field, value), JSON.stringify(value));
    assert.deepEqual(toValue(field, fromValue(field, value)), { value, problems: [] });
  }));
});

Deno.test("null is the branch for null, also where another branch takes any value", () => {
  const field = toField({ anyOf: [{ type: "object", additionalProperties: {} }, { type: "null" }], default: null });
  assert.deepEqual(toDraft(field), { branch: 1, draft: null });
});
