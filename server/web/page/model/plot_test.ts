import assert from "node:assert/strict";
import { drawLine, placeX, rangeOf, showNumber, toReturns } from "./plot.ts";

const AREA = { width: 100, height: 10 };

Deno.test("toReturns() sums the rewards; none adds nothing", () => {
  assert.deepEqual(toReturns([null, 1, undefined, -0.5]), [0, 1, 1, 0.5]);
});

Deno.test("rangeOf() includes zero and has a height", () => {
  assert.deepEqual(rangeOf([[1, 2], [-3]]), { low: -3, high: 2 });
  assert.deepEqual(rangeOf([[0, NaN]]), { low: -1, high: 1 });
});

Deno.test("drawLine() draws a point per value, the highest at the top", () => {
  assert.equal(drawLine([0, 1, 0.5], 3, { low: 0, high: 1 }, AREA), "M0 10L50 0L100 5");
  assert.equal(drawLine([], 3, { low: 0, high: 1 }, AREA), "");
  assert.equal(placeX(0, 1, AREA), 0);
});

Deno.test("drawLine() keeps the peaks of a long episode, in few points", () => {
  const values = Array.from({ length: 100_000 }, (_, index) => index === 54_321 ? 7 : 0);
  const path = drawLine(values, values.length, { low: 0, high: 7 }, AREA);
  assert.ok(path.split("L").length <= 4 * 101);
  assert.match(path, / 0L/, "the peak is there");
});

Deno.test("showNumber() writes numbers for people", () => {
  assert.deepEqual([0.1 + 0.2, -0.1, 3, 12_345_678, NaN].map(showNumber), ["0.3", "-0.1", "3", "1.2346e+7", "NaN"]);
});
