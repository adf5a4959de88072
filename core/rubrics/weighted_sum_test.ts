import assert from "node:assert/strict";
import { stepResult } from "../testing_fixtures/step_result.ts";
import { Gate } from "./gate.ts";
import { UnscoredError } from "../errors/rubric_errors.ts";
import { WeightedSum } from "./weighted_sum.ts";

const RESULT = stepResult();
function one(): number {
  return 1;
}

Deno.test("WeightedSum.score() adds weighted scores up", () => {
  const sum = new WeightedSum([() => 0.5, () => 1, () => -2], [0.3, 0.5, 0.2]);
  assert.equal(sum.score("a", RESULT), 0.5 * 0.3 + 0.5 - 0.4);
  assert.deepEqual(sum.namedChildren().map(([name, { lastScore }]) => [name, lastScore]), [
    ["rubric_0", 0.5],
    ["rubric_1", 1],
    ["rubric_2", -2],
  ]);
});

Deno.test("WeightedSum takes weights that sum to 1 within 1e-6, and says the sum of others", () => {
  new WeightedSum([one, one, one], [0.1, 0.2, 0.7]);
  new WeightedSum([one, one], [0.5, 0.5 + 9e-7]);
  new WeightedSum([one, one], [-1, 2]);
  assert.throws(() => new WeightedSum([one, one], [0.5, 0.500002]), { code: "INVALID_RUBRIC" });
  assert.throws(() => new WeightedSum([one, one], [0.5, 0.75]), {
    code: "INVALID_RUBRIC",
    message: 'Cannot use rubric "WeightedSum": its weights sum to 1.25, expected 1',
    data: { rubric: "WeightedSum", problem: "weight_sum" },
  });
});

Deno.test("WeightedSum refuses weights of another count, and weights that are no finite numbers", () => {
  const count = {
    message: /it has 1 weights for 2 children/,
    data: { problem: "weight_count", rubric: "WeightedSum" },
  };
  assert.throws(() => new WeightedSum([one, one], [1]), count);
  assert.throws(() => new WeightedSum([one], undefined as never), {
    message: /it has no list of weights for 1 children/,
  });
  for (const weight of [NaN, Infinity, undefined, null, "1"]) {
    const make = () => new WeightedSum([one, one], [1, weight as number]);
    assert.throws(make, { code: "INVALID_RUBRIC", data: { rubric: "WeightedSum", problem: "weight" } });
  }
});

Deno.test("WeightedSum refuses to be empty, and names that are not there, double or no path", () => {
  assert.throws(() => new WeightedSum([], []), { data: { rubric: "WeightedSum", problem: "empty" } });
  for (const names of [["a"], ["a", "a"], ["a", ""], ["a", "b.c"], ["a", 1 as unknown as string]]) {
    const make = () => new WeightedSum([one, one], [0.5, 0.5], { names });
    assert.throws(make, { code: "INVALID_RUBRIC", data: { rubric: "WeightedSum", problem: "name" } });
  }
});

Deno.test("WeightedSum refuses children that are no rubrics", () => {
  for (const [child, found] of [[1, "a number"], [undefined, "undefined"], [{}, "an object"]]) {
    assert.throws(() => new WeightedSum([one, child as never], [0.5, 0.5]), {
      code: "INVALID_RUBRIC",
      message: `Cannot use rubric "rubric_1" of WeightedSum: it is ${found}, expected a rubric or a function`,
      data: { rubric: "rubric_1", problem: "not_a_rubric" },
    });
  }
});

Deno.test("WeightedSum.weights is a copy", () => {
  const weights = [0.5, 0.5];
  const sum = new WeightedSum([one, one], weights);
  weights[0] = 9;
  sum.weights[1] = 9;
  assert.deepEqual(sum.weights, [0.5, 0.5]);
});

Deno.test("WeightedSum.score() runs asynchronous children concurrently", async () => {
  const calls: string[] = [];
  const gates = [Promise.withResolvers<number>(), Promise.withResolvers<number>()] as const;
  const sum = new WeightedSum(
    [
      () => 1,
      () => (calls.push("first"), gates[0].promise),
      () => 0.5,
      () => (calls.push("second"), gates[1].promise),
    ],
    [0.125, 0.25, 0.5, 0.125],
  );
  const pending = sum.score("a", RESULT);
  assert.deepEqual(calls, ["first", "second"]);
  gates[1].resolve(2);
  gates[0].resolve(4);
  assert.equal(await pending, 0.125 + 1 + 0.25 + 0.25);
});

Deno.test("WeightedSum.score() waits for all children, and reports the first failing one in their order", async () => {
  const slow = Promise.withResolvers<number>();
  const sum = new WeightedSum(
    [
      () => slow.promise,
      () => {
        throw new UnscoredError("second");
      },
      () => Promise.reject(new UnscoredError("third")),
    ],
    [0.5, 0.25, 0.25],
  );
  let settled = false;
  const pending = (sum.score("a", RESULT) as Promise<number>).finally(() => settled = true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(settled, false);
  slow.resolve(1);
  await assert.rejects(pending, { data: { rubric: "rubric_1", reason: "second" } });
  assert.equal(sum.getRubric("rubric_0").lastScore, 1);
});

Deno.test("WeightedSum finds the rubrics in the fields of a subclass too", () => {
  class Bonus extends WeightedSum {
    readonly bonus = new Gate(one);
  }
  const names = new Bonus([one], [1]).namedRubrics().map(([path]) => path);
  assert.deepEqual(names, ["rubric_0", "bonus", "bonus.rubric"]);
});
