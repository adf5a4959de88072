import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { writeMembers } from "./write_members.ts";

function write(value: Record<string, unknown>): string {
  return `{${writeMembers(value)}}`;
}

Deno.test("writeMembers() writes lists of small integers as JSON.stringify does", () => {
  const bounds = [0, -0, 1, 9, 10, 99, 100, 255, 999, 1000, 1001, 1010, 9999, 10_000, 65_535, 100_000, 999_999];
  const list = Array.from(
    { length: 10_000 },
    (_, index) => bounds[index % bounds.length]! * (index % 2 === 0 ? 1 : -1),
  );
  assert.equal(write({ list }), JSON.stringify({ list }));
  for (const length of [255, 256, 4095, 4096, 4097, 8192]) {
    const value = { before: "ä", list: list.slice(0, length), after: null, "": [] };
    assert.equal(write(value), JSON.stringify(value));
  }
});

Deno.test("writeMembers() writes everything else as JSON.stringify does", () => {
  const long = Array<unknown>(300).fill(7);
  const endingIn = (last: unknown) => [...long, last];
  const odd = [1_000_000, -1_000_000, 0.5, NaN, Infinity, null, undefined, "1", true, [1], {}, Symbol("s"), 2 ** 40];
  const values: Record<string, unknown>[] = [
    {},
    { list: long, nothing: undefined, call: () => 1 },
    { nothing: undefined, list: long },
    { list: Array(300) },
    { list: Object.assign([...long], { toJSON: () => "other" }) },
    { list: long, toJSON: () => ({ other: 1 }) },
    { list: long, date: new Date(0), 5: 1, 'quo"te': 2 },
    ...odd.flatMap((item) => [{ list: endingIn(item) }, { list: [item, ...long] }]),
  ];
  for (const value of values) assert.equal(write(value), JSON.stringify(value));
  assert.throws(() => write({ list: endingIn(1n) }), TypeError);
});

Deno.test("writeMembers() agrees with JSON.stringify on any object", () => {
  const item = fc.oneof(fc.integer({ min: -1_000_001, max: 1_000_001 }), fc.integer({ min: -300, max: 300 }));
  const list = fc.array(item, { minLength: 200, maxLength: 400 });
  const anyValue = fc.dictionary(
    fc.string(),
    fc.oneof(list, fc.jsonValue(), fc.array(fc.double(), { minLength: 256 })),
  );
  fc.assert(
    fc.property(anyValue, (value) => assert.equal(write(value), JSON.stringify(value))),
    { numRuns: CASE_COUNT },
  );
});
