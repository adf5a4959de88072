import assert from "node:assert/strict";
import { forgetVouched, isVouchedFor, vouchFor } from "./vouched_lists.ts";

Deno.test("isVouchedFor() knows a list under its key, in any order, until all are forgotten", () => {
  const [first, second] = [[1], [1]];
  vouchFor(first, "a");
  vouchFor(second, "b");
  for (const [list, key] of [[second, "b"], [first, "a"], [first, "a"], [second, "b"]] as const) {
    assert.equal(isVouchedFor(list, key), true, key);
  }
  assert.deepEqual([isVouchedFor(first, "b"), isVouchedFor([1], "a")], [false, false]);
  forgetVouched();
  assert.equal(isVouchedFor(first, "a"), false);
});

Deno.test("isVouchedFor() searches little for what another member of a union is asked about", () => {
  const lists = Array.from({ length: 100_000 }, () => [1]); // to search all of them for each would take minutes
  for (const list of lists) vouchFor(list, "a");
  for (const list of lists) {
    assert.deepEqual([isVouchedFor(list, "b"), isVouchedFor(null, "a"), isVouchedFor(list, "a")], [false, false, true]);
  }
  forgetVouched();
});
