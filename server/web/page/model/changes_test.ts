import assert from "node:assert/strict";
import { findChanges, showPath, showShort } from "./changes.ts";

Deno.test("findChanges() lists the values that differ, and knows which parts hold one", () => {
  const before = { a: 1, b: { c: [1, 2], d: "x" }, gone: true, same: { deep: [1] } };
  const after = { a: 1, b: { c: [1, 3, 4], d: "x" }, same: { deep: [1] }, new: null };
  const { count, first, holdsChange } = findChanges(before, after);
  assert.deepEqual(first.map(({ path, before, after }) => [showPath(path), before, after]), [
    ["b.c[1]", 2, 3],
    ["b.c[2]", undefined, 4],
    ["new", undefined, null],
    ["gone", true, undefined],
  ]);
  assert.equal(count, 4);
  assert.deepEqual([after, after.b, after.b.c, after.same].map(holdsChange), [true, true, true, false]);
});

Deno.test("findChanges() counts all changes and lists the first", () => {
  const list = (value: number) => Array.from({ length: 10_000 }, () => value);
  const { count, first } = findChanges(list(1), list(2), 3);
  assert.deepEqual([count, first.length], [10_000, 3]);
});

Deno.test("findChanges() sees no change without an earlier value, and one change where the kind differs", () => {
  assert.equal(findChanges(undefined, { a: 1 }).count, 0);
  assert.equal(findChanges({ a: [1] }, { a: { 0: 1 } }).count, 1);
  assert.equal(findChanges({ a: NaN }, { a: NaN }).count, 0);
  assert.equal(findChanges({ a: null }, { a: {} }).count, 1);
});

Deno.test("showPath() and showShort() write for people", () => {
  assert.equal(showPath(["cart", "lines", 0, "a b"]), 'cart.lines[0]["a b"]');
  assert.equal(showShort(undefined), "nothing");
  assert.equal(showShort("x".repeat(5_000_000), 5), '"xxxx…');
});
