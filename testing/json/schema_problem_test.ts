import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { formatPath } from "../../core/errors/format_path.ts";
import { type JsonSchema, toJsonSchema } from "../../core/schema/json_schema.ts";
import { findSchemaFault, findSchemaProblem, isMultipleOf } from "./schema_problem.ts";

function problemOf(value: unknown, schema: JsonSchema): string | undefined {
  const problem = findSchemaProblem(value, schema);
  return problem && `${formatPath(problem.path, "v")} ${problem.message}`;
}

Deno.test("findSchemaProblem() judges each keyword as draft 2020-12 does", () => {
  const object = (schema: JsonSchema): JsonSchema => ({ type: "object", ...schema });
  const cases: readonly [schema: JsonSchema, good: unknown, bad: unknown, message: string][] = [
    [{ type: "integer" }, 2.0, 2.5, "v is 2.5, expected integer"],
    [{ type: ["string", "null"] }, null, 1, "v is 1, expected string or null"],
    [{ const: { a: [1] } }, { a: [1] }, { a: [2] }, 'v is {"a":[2]}, expected {"a":[1]}'],
    [{ enum: ["a", 1] }, 1, "b", 'v is "b", expected one of ["a",1]'],
    [{ minimum: 1 }, 1, 0, "v is 0, but must be >= 1"],
    [{ maximum: 1 }, 1, 2, "v is 2, but must be <= 1"],
    [{ exclusiveMinimum: 1 }, 2, 1, "v is 1, but must be > 1"],
    [{ exclusiveMaximum: 1 }, 0, 1, "v is 1, but must be < 1"],
    [{ multipleOf: 0.1 }, 0.3, 0.35, "v is 0.35, but must be multiple of 0.1"],
    [{ minLength: 2 }, "😀é", "😀", 'v is "😀", but must NOT have fewer than 2 characters'],
    [{ maxLength: 1 }, "😀", "ab", 'v is "ab", but must NOT have more than 1 characters'],
    [{ pattern: "b+" }, "abc", "ac", 'v is "ac", but must match pattern b+'],
    [
      { prefixItems: [{ type: "string" }], items: { type: "integer" } },
      ["a", 1],
      ["a", "b"],
      'v[1] is "b", expected integer',
    ],
    [{ prefixItems: [{ type: "string" }] }, ["a", {}], [1], "v[0] is 1, expected string"],
    [{ items: false }, [], [1], "v[0] is not allowed"],
    [{ minItems: 1 }, [1], [], "v is [], but must NOT have fewer than 1 items"],
    [{ maxItems: 1 }, [1], [1, 2], "v is [1,2], but must NOT have more than 1 items"],
    [
      { uniqueItems: true },
      [{ a: 1 }, { a: 2 }],
      [{ a: 1, b: 2 }, { b: 2, a: 1 }],
      'v is [{"a":1,"b":2},{"b":2,"a":1}], but must NOT have duplicate items (items ## 0 and 1 are identical)',
    ],
    [{ contains: { type: "null" } }, [1, null], [1], "v is [1], but must contain at least 1 valid item(s)"],
    [
      { contains: { type: "null" }, maxContains: 1 },
      [null],
      [null, null],
      "v is [null,null], but must contain at least 1 and no more than 1 valid item(s)",
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
      "v.ab has a name that does not fit",
    ],
    [object({ minProperties: 1 }), { a: 1 }, {}, "v is {}, but must NOT have fewer than 1 properties"],
    [
      object({ maxProperties: 1 }),
      { a: 1 },
      { a: 1, b: 2 },
      'v is {"a":1,"b":2}, but must NOT have more than 1 properties',
    ],
    [object({ dependentRequired: { a: ["b"] } }), { b: 1 }, { a: 1 }, "v.b is missing, though a is there"],
    [object({ dependentSchemas: { a: { required: ["b"] } } }), { b: 1 }, { a: 1 }, "v.b is missing"],
    [
      object({ allOf: [{ properties: { a: {} } }], unevaluatedProperties: false }),
      { a: 1 },
      { b: 1 },
      "v.b is not declared by the schema",
    ],
    [{ prefixItems: [{}], unevaluatedItems: false }, [1], [1, 2], "v is [1,2], but must NOT have more than 1 items"],
    [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, 2, 4, "v is 4, but must be <= 3"],
    [{ anyOf: [{ type: "null" }, { properties: { a: { type: "null" } } }] }, null, { a: 1 }, "v.a is 1, expected null"],
    [{ oneOf: [{ type: "integer" }, { minimum: 2 }] }, 1, 3, "v is 3, but must match exactly one schema in oneOf"],
    [{ not: { type: "null" } }, 1, null, "v is null, but must NOT be valid"],
    [{ if: { type: "string" }, then: { minLength: 1 }, else: { minimum: 1 } }, "a", 0, "v is 0, but must be >= 1"],
    [{ $ref: "#/$defs/a~1b", minimum: 2, $defs: { "a/b": { type: "integer" } } }, 2, 1, "v is 1, but must be >= 2"],
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

Deno.test("findSchemaFault() names a reference that leaves the schema, and a keyword with a wrong value", () => {
  assert.equal(findSchemaFault({ items: { $ref: "#/$defs/a" }, $defs: { a: {} } }), undefined);
  assert.equal(findSchemaFault({ enum: [{ $ref: "elsewhere" }], const: { $ref: "elsewhere" } }), undefined);
  for (const $ref of ["https://example.com/a.json", "#/$defs/b", "#name", "a.json"]) {
    assert.equal(findSchemaFault({ items: { $ref }, $defs: { a: {} } })?.missingRef, $ref);
  }
  const fault = findSchemaFault({ properties: { a: { minimum: "1" } } });
  assert.deepEqual([fault?.message, fault?.missingRef], ['minimum value must be ["number"]', undefined]);
  assert.throws(() => findSchemaProblem({}, { properties: { a: { minimum: "1" } } }), { message: fault?.message });
});

Deno.test("isMultipleOf() forgives what doubles cannot say", () => {
  assert.deepEqual([isMultipleOf(0.3, 0.1), isMultipleOf(1.1, 0.01), isMultipleOf(-4, 2)], [true, true, true]);
  assert.deepEqual([isMultipleOf(0.35, 0.1), isMultipleOf(3, 2)], [false, false]);
});

Deno.test("findSchemaProblem() passes over what is no keyword of draft 2020-12, and what it cannot read", () => {
  assert.equal(problemOf(1, { id: "n", nullable: true, "x-unit": "m", dependencies: { a: ["b"] } }), undefined);
  assert.equal(problemOf(null, { type: "string", nullable: true }), "v is null, expected string");
  assert.equal(problemOf("x", { pattern: "(?P<word>x)" }), undefined);
  assert.equal(problemOf({ a: 1 }, { patternProperties: { "(?P<word>a)": { type: "string" } } }), undefined);
});

Deno.test("findSchemaProblem() judges two schemas of one $id each by itself", () => {
  const one = { $id: "https://example.com/n.json", type: "integer" };
  assert.equal(problemOf(1, one), undefined);
  assert.equal(problemOf(1, { ...one, type: "string" }), "v is 1, expected string");
});

Deno.test("findSchemaProblem() leaves NaN to the check of numbers, and finds own keys only", () => {
  assert.equal(problemOf(NaN, { type: "number" }), undefined);
  assert.equal(problemOf(NaN, { type: "integer" }), "v is NaN, expected integer");
  assert.equal(problemOf({}, { required: ["toString"] }), "v.toString is missing");
});
