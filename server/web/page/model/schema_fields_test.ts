import assert from "node:assert/strict";
import { type Field, toField } from "./schema_fields.ts";

const kindOf = (schema: unknown, name = "x") => toField(schema, name).kind;

Deno.test("toField() makes a field of each kind", () => {
  assert.deepEqual(
    toField({ type: "integer", minimum: 1, exclusiveMaximum: 5, description: "How many.", default: 2 }, "n"),
    {
      kind: "number",
      label: "n",
      help: "How many.",
      initial: 2,
      integer: true,
      min: 1,
      max: 4,
    },
  );
  assert.deepEqual(
    toField({ type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, "n"),
    {
      kind: "number",
      label: "n",
      integer: true,
    },
    "bounds that every integer keeps to say nothing",
  );
  assert.deepEqual(toField({ enum: ["a", null] }, "e"), { kind: "choice", label: "e", values: ["a", null] });
  assert.deepEqual(toField({ const: 7 }, "c"), { kind: "choice", label: "c", values: [7] });
  assert.equal(kindOf({ type: "boolean" }), "boolean");
  assert.equal(kindOf({ type: "object", additionalProperties: true }), "json");
  assert.equal(kindOf({ type: "object", additionalProperties: false }), "object");
  assert.equal(kindOf({ type: "array" }), "json");
  for (
    const odd of [undefined, null, true, 7, "x", [], {}, { type: "tensor" }, { $ref: "#/none" }, { $ref: "#" }, {
      $ref: "http://x",
    }]
  ) {
    assert.equal(kindOf(odd), "json", JSON.stringify(odd));
  }
});

Deno.test("toField() chooses how a text is entered", () => {
  const style = (name: string, more = {}) =>
    (toField({ type: "string", ...more }, name) as Field & { kind: "text" }).style;
  assert.deepEqual(["code", "sql_query", "message", "name", "api_key"].map((name) => style(name)), [
    "code",
    "code",
    "area",
    "line",
    "secret",
  ]);
  assert.equal(style("name", { maxLength: 500 }), "area");
  assert.equal(style("x", { format: "password" }), "secret");
});

Deno.test("toField() makes a nullable enum one choice, and other unions branches with names", () => {
  assert.deepEqual(toField({ anyOf: [{ enum: ["a", "b"] }, { type: "null" }] }, "e"), {
    kind: "choice",
    label: "e",
    values: ["a", "b", null],
  });
  const named = toField({
    oneOf: [
      { type: "object", properties: { kind: { const: "buy" } }, required: ["kind"] },
      { type: "object", title: "Sell it", properties: {} },
      { $ref: "#/$defs/Wait" },
      { type: "null" },
      { type: "string" },
    ],
    $defs: { Wait: { type: "object", properties: {} } },
  }) as Field & { kind: "union" };
  assert.deepEqual(named.options.map(({ label }) => label), ["buy", "Sell it", "Wait", "none", "a text"]);
  assert.deepEqual(
    (toField({ type: ["integer", "null"] }, "n") as Field & { kind: "union" }).options.map(({ label }) => label),
    ["a whole number", "none"],
  );
  const free = toField({ anyOf: [{ type: "object", additionalProperties: {} }, {}] }, "n") as Field & { kind: "union" };
  assert.deepEqual(free.options.map(({ label }) => label), ["JSON", "JSON"]);
});

Deno.test("toField() puts required fields first", () => {
  const field = toField({ type: "object", properties: { a: {}, b: {} }, required: ["b"] }) as Field & {
    kind: "object";
  };
  assert.deepEqual(field.properties.map(({ name, required }) => [name, required]), [["b", true], ["a", false]]);
});

Deno.test("toField() makes a form that holds itself of a schema that does", () => {
  const tree = toField({
    $ref: "#/$defs/Node",
    $defs: { Node: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/Node" } } } } },
  }) as Field & { kind: "object" };
  const inner = (tree.properties[0]!.field as Field & { kind: "array" }).item as Field & { kind: "object" };
  const innermost = (inner.properties[0]!.field as Field & { kind: "array" }).item;
  assert.equal(innermost, inner);
});

Deno.test("toField() is quick about schemas that branch into themselves", () => {
  const names = Array.from({ length: 200 }, (_, index) => `field_${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: "#" }]));
  const begun = performance.now();
  const field = toField({ type: "object", properties }) as Field & { kind: "object" };
  assert.equal(field.properties.length, 200);
  assert.ok(performance.now() - begun < 5000);
});
