import assert from "node:assert/strict";
import { countDifferences } from "./differences.ts";

Deno.test("each place in which two states differ counts once", () => {
  assert.equal(countDifferences({ a: 1, b: [1, 2], c: null }, { a: 1, b: [1, 2], c: null }), 0);
  assert.equal(countDifferences({ a: 1, b: "x" }, { a: 2, b: "x" }), 1);
  assert.equal(countDifferences({ a: 1 }, { a: "1" }), 1);
  assert.equal(countDifferences([1, 2, 3], [1, 3]), 2);
  assert.equal(countDifferences({ a: {} }, { a: [] }), 1);
  assert.equal(countDifferences({}, { a: { b: 1, c: [2, 3] } }), 3);
  assert.equal(countDifferences({}, { a: [] }), 1);
});

Deno.test("objects in a list belong together if they have the same id", () => {
  const list = [{ id: 1, done: false }, { id: 2, done: false }];
  assert.equal(countDifferences({ list }, { list: [list[1], { id: 1, done: true }] }), 1);
  assert.equal(countDifferences({ list }, { list: [list[1]] }), 2);
});

Deno.test("keys that don't count are passed over everywhere", () => {
  const [one, other] = [{ at: 1, list: [{ id: 1, at: 2 }] }, { list: [{ id: 1, at: 3 }] }];
  assert.equal(countDifferences(one, other, new Set(["at"])), 0);
  assert.equal(countDifferences(one, other), 2);
});
