import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { writeFloat, writeFloats } from "./write_floats.ts";

/** Writes nested lists number by number. */
function writeSlowly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeSlowly).join()}]`;
  return typeof value === "number" ? writeFloat(value) : "null";
}

const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -1_000_001, max: 1_000_001 }),
  fc.double(),
  fc.constantFrom(0, -0, 0.5, 1e21, -1e21, 1e20, 1e300, 1e-7, 5e-324, 2 ** 53, -(2 ** 53), 999_999_999_999_999_900_000),
);
const kinds = [
  number,
  fc.integer({ min: -999_999, max: 999_999 }),
  fc.constantFrom(0, -0, 1),
  fc.double({ noInteger: true }),
  fc.oneof(number, fc.constant(null)),
];

Deno.test("writeFloat() writes a point unless there is an exponent, and null for what is no number", () => {
  const texts: readonly (readonly [number, string])[] = [
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-7, "-7.0"],
    [0.5, "0.5"],
    [123_456_789_012, "123456789012.0"],
    [1e20, "100000000000000000000.0"],
    [1e21, "1e+21"],
    [-1e21, "-1e+21"],
    [1e-7, "1e-7"],
    [NaN, "null"],
    [Infinity, "null"],
    [-Infinity, "null"],
  ];
  for (const [float, text] of texts) assert.equal(writeFloat(float), text);
});

Deno.test("writeFloats() writes every number of a list like writeFloat(), whatever else is in the list", () => {
  const lists = fc.oneof(...kinds.flatMap((item) => [
    fc.array(item, { maxLength: 20 }),
    fc.array(item, { minLength: 17, maxLength: 300 }),
    fc.array(fc.array(item, { maxLength: 5 }), { maxLength: 40 }),
    fc.array(fc.array(fc.array(item, { maxLength: 3 }), { maxLength: 20 }), { maxLength: 20 }),
  ]));
  fc.assert(
    fc.property(lists as fc.Arbitrary<unknown[]>, (list) => assert.equal(writeFloats(list), writeSlowly(list))),
    { numRuns: 2 * CASE_COUNT },
  );
});

Deno.test("writeFloats() writes lists longer than its buffers", () => {
  const items: readonly ((index: number) => number)[] = [
    (index) => (index * 37) % 1000 - 500,
    (index) => -999_999 + index % 3,
    (index) => index % 3 === 0 ? index : Math.sin(index),
    (index) => index % 5 === 0 ? -0 : Math.sin(index),
    (index) => index % 97 === 0 ? index - 97 : Math.sin(index),
    (index) => index % 97 === 0 ? -0 : index % 89 === 0 ? NaN : Math.sin(index),
  ];
  for (const item of items) {
    for (const length of [17, 4095, 4096, 4097, 40_000]) {
      const list = Array.from({ length }, (_, index) => item(index));
      assert.equal(writeFloats(list), writeSlowly(list), `${item} ${length}`);
      const rows = Array.from({ length: length >> 2 }, (_, row) => list.slice(4 * row, 4 * row + 4));
      assert.equal(writeFloats(rows), writeSlowly(rows), `${item} ${length} in rows`);
      const long = [list, list.slice(1), [], list];
      assert.equal(
        writeFloats(Array(5).fill(long)),
        writeSlowly(Array(5).fill(long)),
        `${item} ${length} in long rows`,
      );
    }
  }
  const deep = (levels: number): unknown[] => levels === 0 ? [] : [deep(levels - 1)];
  const brackets = Array.from({ length: 5000 }, () => deep(20));
  assert.equal(writeFloats([1, ...brackets]), `[1.0,${JSON.stringify(brackets).slice(1)}`);
});

Deno.test("writeFloats() leaves lists with anything else to its caller", () => {
  const odd = [undefined, "1", true, {}, 1n, new Number(1), Object.assign([1], { toJSON: () => "1,2" })];
  for (const item of odd) {
    for (const list of [[item], [...Array(20).fill(1), item], [...Array(20).fill(0.5), item], [[[item]]]]) {
      assert.equal(writeFloats(list), undefined, `${typeof item} among ${list.length}`);
    }
  }
  assert.equal(writeFloats(Object.assign([1], { toJSON: () => "other" })), undefined);
  assert.equal(writeFloats(Array(20)), undefined, "a list of holes");
});
