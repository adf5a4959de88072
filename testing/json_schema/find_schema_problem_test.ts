import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { formatPath } from "../../core/errors/format_path.ts";
import { type JsonSchema, toJsonSchema } from "../../core/schema/json_schema.ts";
import { findSchemaFault, findSchemaProblem, isMultipleOf } from "./find_schema_problem.ts";

function problemOf(value: unknown, schema: JsonSchema): string | undefined {
  const problem = findSchemaProblem(value, schema);
  return problem && `${formatPath(problem.path, "v")} ${problem.message}`;
}

Deno.test("findSchemaProblem() judges each keyword as draft 2020-12 does", () => {
  const object = (schema: JsonSchema): JsonSchema => ({ type: "object", ...schema });
  const cases: readonly [schema: JsonSchema, good: unknown, bad: unknown, message: string][] = [
    [{ type: "integer" }, 2.0, 2.5, "v is 2.5, expected integer"],
    [{ type: ["string", "null"] }, null, 1, "v is 1, expected string or null"],
    [{ const: { a: [1] } }, { a: [1] }, { a: [2] }, 'v is not {"a":[1]}'],
    [{ enum: ["a", 1] }, 1, "b", 'v is "b", expected one of ["a",1]'],
    [{ minimum: 1 }, 1, 0, "v is 0, expected at least 1"],
    [{ maximum: 1 }, 1, 2, "v is 2, expected at most 1"],
    [{ exclusiveMinimum: 1 }, 2, 1, "v is 1, expected more than 1"],
    [{ exclusiveMaximum: 1 }, 0, 1, "v is 1, expected less than 1"],
    [{ multipleOf: 0.1 }, 0.3, 0.35, "v is 0.35, expected a multiple of 0.1"],
    [{ minLength: 2 }, "😀é", "😀", "v has 1 characters, expected at least 2"],
    [{ maxLength: 1 }, "😀", "ab", "v has 2 characters, expected at most 1"],
    [{ pattern: "b+" }, "abc", "ac", 'v is "ac", expected a match of b+'],
    [
      { prefixItems: [{ type: "string" }], items: { type: "integer" } },
      ["a", 1],
      ["a", "b"],
      'v[1] is "b", expected integer',
    ],
    [{ prefixItems: [{ type: "string" }] }, ["a", {}], [1], "v[0] is 1, expected string"],
    [{ items: false }, [], [1], "v[0] is not allowed"],
    [{ minItems: 1 }, [1], [], "v has 0 items, expected at least 1"],
    [{ maxItems: 1 }, [1], [1, 2], "v has 2 items, expected at most 1"],
    [{ uniqueItems: true }, [{ a: 1 }, { a: 2 }], [{ a: 1, b: 2 }, { b: 2, a: 1 }], "v has an item twice"],
    [{ contains: { type: "null" } }, [1, null], [1], "v has 0 items of the kind that it should contain"],
    [
      { contains: { type: "null" }, maxContains: 1 },
      [null],
      [null, null],
      "v has 2 items of the kind that it should contain",
    ],
    [object({ required: ["a"] }), { a: null }, {}, "v.a is missing"],
    [object({ properties: { a: { type: "string" } } }), { b: 1 }, { a: 1 }, "v.a is 1, expected string"],
    [
      object({ properties: { a: {} }, additionalProperties: false }),
      { a: 1 },
      { b: 1 },
      "v.b is not declared by the schema",
    ],
    [object({ additionalProperties: { type: "null" } }), { a: null }, { a: 1 }, "v.a is 1, expected null"],
    [
      object({ patternProperties: { "^n": { type: "integer" } }, additionalProperties: false }),
      { n1: 1 },
      { n1: "x" },
      'v.n1 is "x", expected integer',
    ],
    // An escape that is none with Unicode, as Python's patterns have it.
    [
      object({ patternProperties: { "^\\-": { type: "integer" } } }),
      { "-n": 1 },
      { "-n": "x" },
      'v.-n is "x", expected integer',
    ],
    [
      object({ propertyNames: { maxLength: 1 } }),
      { a: 1 },
      { ab: 1 },
      "v.ab has a name that does not fit: has 2 characters, expected at most 1",
    ],
    [object({ minProperties: 1 }), { a: 1 }, {}, "v has 0 keys, expected at least 1"],
    [object({ maxProperties: 1 }), { a: 1 }, { a: 1, b: 2 }, "v has 2 keys, expected at most 1"],
    [object({ dependentRequired: { a: ["b"] } }), { b: 1 }, { a: 1 }, "v.b is missing, though a is there"],
    [object({ dependentSchemas: { a: { required: ["b"] } } }), { b: 1 }, { a: 1 }, "v.b is missing"],
    [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, 2, 4, "v is 4, expected at most 3"],
    [{ anyOf: [{ type: "null" }, { properties: { a: { type: "null" } } }] }, null, { a: 1 }, "v.a is 1, expected null"],
    [{ oneOf: [{ type: "integer" }, { minimum: 2 }] }, 1, 3, "v fits 2 branches, expected exactly one"],
    [{ not: { type: "null" } }, 1, null, "v is what it must not be"],
    [{ if: { type: "string" }, then: { minLength: 1 }, else: { minimum: 1 } }, "a", 0, "v is 0, expected at least 1"],
    [{ $ref: "#/$defs/a~1b", minimum: 2, $defs: { "a/b": { type: "integer" } } }, 2, 1, "v is 1, expected at least 2"],
    [{ $defs: { n: { type: "null" } }, items: { $ref: "#/$defs/n" } }, [null], [1], "v[0] is 1, expected null"],
  ];
  for (const [schema, good, bad, message] of cases) {
    assert.equal(problemOf(good, schema), undefined, JSON.stringify([schema, good]));
    assert.equal(problemOf(bad, schema), message, JSON.stringify([schema, bad]));
  }
});

Deno.test("findSchemaProblem() asserts no format, and follows a schema that contains itself", () => {
  assert.equal(problemOf("no date", { type: "string", format: "date" }), undefined);
  const tree: JsonSchema = { type: "object", properties: { kids: { items: { $ref: "#" } } }, required: ["kids"] };
  assert.equal(problemOf({ kids: [{ kids: [] }] }, tree), undefined);
  assert.equal(problemOf({ kids: [{ kids: [{}] }] }, tree), "v.kids[0].kids[0].kids is missing");
});

Deno.test("findSchemaProblem() agrees with the schema library on values of any form", () => {
  const schema = z.strictObject({
    a: z.union([z.int().min(0), z.string().max(3), z.null()]),
    b: z.array(z.boolean()).max(2).optional(),
    c: z.record(z.string(), z.number()).optional(),
  });
  const json = toJsonSchema(schema, "output", "value");
  const values = fc.record({
    a: fc.oneof(fc.integer(), fc.double(), fc.string({ maxLength: 5 }), fc.constant(null), fc.constant({})),
    b: fc.oneof(fc.array(fc.boolean(), { maxLength: 3 }), fc.constant([1]), fc.constant("x")),
    c: fc.oneof(fc.dictionary(fc.string(), fc.integer()), fc.dictionary(fc.string(), fc.string(), { minKeys: 1 })),
    d: fc.constant(1),
  }, { requiredKeys: [] }).map((value) => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(values, (value) => {
      assert.equal(findSchemaProblem(value, json) === undefined, schema.safeParse(value).success);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("findSchemaFault() names a reference that leaves the schema, and a keyword that nobody understands", () => {
  assert.equal(findSchemaFault({ items: { $ref: "#/$defs/a" }, $defs: { a: {} } }), undefined);
  assert.equal(findSchemaFault({ enum: [{ $ref: "elsewhere" }], const: { $ref: "elsewhere" } }), undefined);
  for (const $ref of ["https://example.com/a.json", "#/$defs/b", "#name", "a.json"]) {
    assert.deepEqual(findSchemaFault({ items: { $ref }, $defs: { a: {} } }), { kind: "reference", text: $ref });
  }
  assert.deepEqual(findSchemaFault({ unevaluatedProperties: false }), {
    kind: "keyword",
    text: "unevaluatedProperties",
  });
});

Deno.test("isMultipleOf() forgives what doubles cannot say", () => {
  assert.deepEqual([isMultipleOf(0.3, 0.1), isMultipleOf(1.1, 0.01), isMultipleOf(-4, 2)], [true, true, true]);
  assert.deepEqual([isMultipleOf(0.35, 0.1), isMultipleOf(3, 2)], [false, false]);
});
