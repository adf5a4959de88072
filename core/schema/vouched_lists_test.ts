import assert from "node:assert/strict";
import { forgetVouched, isVouchedFor, vouchFor } from "./vouched_lists.ts";

Deno.test("isVouchedFor() knows a list under its key, in any order, until all are forgotten", () => {
  const [first, second] = [[1], [1]];
  vouchFor(first, "a");
  vouchFor(second, "b");
  vouchFor(first, "c");
  for (const [list, key] of [[second, "b"], [first, "a"], [first, "c"], [first, "a"]] as const) {
    assert.equal(isVouchedFor(list, key), true, key);
  }
  assert.deepEqual([isVouchedFor(first, "b"), isVouchedFor([1], "a")], [false, false]);
  forgetVouched();
  assert.equal(isVouchedFor(first, "a"), false);
});
