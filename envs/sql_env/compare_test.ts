import assert from "node:assert/strict";
import { isSameList, listChanges, measureOverlap } from "./compare.ts";

Deno.test("measureOverlap() compares rows as bags", () => {
  assert.equal(measureOverlap([[1], [2]], [[2], [1]]), 1);
  assert.equal(measureOverlap([[1], [1]], [[1]]), 0.5);
  assert.equal(measureOverlap([], []), 1);
  assert.equal(measureOverlap([[1]], []), 0);
  assert.equal(measureOverlap([["1"]], [[1]]), 0);
  assert.equal(measureOverlap([[0.1 + 0.2]], [[0.3]]), 1);
  assert.equal(measureOverlap([[null, "a"]], [[null, "a"], ["a", null]]), 0.5);
});

Deno.test("isSameList() compares the order too", () => {
  assert.ok(isSameList([[1], [2]], [[1], [2]]));
  assert.ok(!isSameList([[1], [2]], [[2], [1]]));
  assert.ok(!isSameList([[1]], [[1], [2]]));
});

Deno.test("listChanges() lists what is gone and what is new", () => {
  const before = new Map([["a", [[1, "x"], [2, "y"]]], ["b", [[1]]]]);
  const after = new Map([["a", [[1, "z"], [2, "y"]]], ["b", [[1], [1]]]]);
  assert.deepEqual(listChanges(before, after), [["-", "a", 1, "x"], ["+", "a", 1, "z"], ["+", "b", 1]]);
  assert.deepEqual(listChanges(before, before), []);
});
