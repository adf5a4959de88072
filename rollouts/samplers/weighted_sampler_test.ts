import assert from "node:assert/strict";
import fc from "fast-check";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { TaskSampler } from "./task_sampler.ts";
import { WeightedSampler } from "./weighted_sampler.ts";
import { WeightTree } from "./task_weights.ts";

const DRAWS = 100_000;

/** How often each place is drawn, as a part of all. */
function frequencies(sampler: TaskSampler): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let draw = 0; draw < DRAWS; draw++) {
    const { split, index } = sampler.next();
    counts[`${split}${index}`] = (counts[`${split}${index}`] ?? 0) + 1 / DRAWS;
  }
  return counts;
}

/** Checks parts to within four standard deviations of so many draws. */
function assertParts(found: Record<string, number>, expected: Record<string, number>): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).filter((place) => expected[place] !== 0).sort());
  for (const [place, part] of Object.entries(expected)) {
    const bound = 4 * Math.sqrt(part * (1 - part) / DRAWS);
    assert.ok(Math.abs((found[place] ?? 0) - part) <= bound, `${place}: ${found[place]}, expected ${part} ± ${bound}`);
  }
}

Deno.test("WeightedSampler draws each task as often as its weight says", () => {
  const sampler = new WeightedSampler({ split: "a", numTasks: 5, weight: [1, 2, 0, 3, 4] }, { seed: 7 });
  assertParts(frequencies(sampler), { a0: 0.1, a1: 0.2, a2: 0, a3: 0.3, a4: 0.4 });
});

Deno.test("WeightedSampler shares the weight of a split among its tasks", () => {
  const sampler = new WeightedSampler([
    { split: "a", numTasks: 4, weight: 1 },
    { split: "b", numTasks: 1, weight: 1 },
    { split: "c", numTasks: 2 },
  ], { seed: 8 });
  assertParts(frequencies(sampler), { a0: 1 / 16, a1: 1 / 16, a2: 1 / 16, a3: 1 / 16, b0: 0.25, c0: 0.25, c1: 0.25 });
});

Deno.test("WeightedSampler draws by the weights as they are", () => {
  const sampler = new WeightedSampler([{ split: "a", numTasks: 2 }, { split: "b", numTasks: 2 }], { seed: 9 });
  const { weights } = sampler;
  weights.set({ split: "a", index: 0 }, 6);
  weights.setSplit("b", 3);
  assert.deepEqual([weights.get({ split: "a", index: 0 }), weights.get({ split: "b", index: 1 })], [6, 1.5]);
  assertParts(frequencies(sampler), { a0: 0.6, a1: 0.1, b0: 0.15, b1: 0.15 });
});

Deno.test("WeightedSampler refuses weights that are none", () => {
  const wrong: [unknown, RegExp][] = [
    [-1, /the weight of split "a" is -1, expected a finite number of at least 0/],
    [NaN, /is NaN/],
    [Infinity, /is Infinity/],
    [0, /the sum of all is 0/],
    [[0, 0, 0], /the sum of all is 0/],
    [[1, 2], /split "a" has 3 tasks and 2 weights/],
    [[1, 2, -3], /the weight of task 2 of split "a" is -3/],
    [[1, 2, "3"], /the weight of task 2 of split "a" is a string/],
    [[1e308, 1e308, 1e308], /the sum of all is Infinity/],
    [null, /split "a" has 3 tasks and no weights/],
    ["x", /split "a" has 3 tasks and 1 weights/],
  ];
  for (const [weight, message] of wrong) {
    assert.throws(() => new WeightedSampler({ split: "a", numTasks: 3, weight: weight as never }), {
      code: "INVALID_OPTION",
      message,
    });
  }
});

Deno.test("set() refuses weights and places that are none", () => {
  const { weights } = new WeightedSampler({ split: "train", numTasks: 3 });
  assert.throws(() => weights.set({ split: "train", index: 0 }, -1), { code: "INVALID_OPTION" });
  assert.throws(() => weights.setSplit("train", NaN), { code: "INVALID_OPTION" });
  assert.throws(() => weights.setSplit("tran", 1), { code: "TASK_NOT_FOUND", message: /nearest is "train"/ });
  for (const index of [3, -1, 0.5]) {
    assert.throws(() => weights.set({ split: "train", index }, 1), {
      code: "TASK_NOT_FOUND",
      data: { missing: "index", split: "train", index },
    });
  }
});

Deno.test("next() throws when all weights have become 0, and goes on when one has not", () => {
  const sampler = new WeightedSampler({ split: "a", numTasks: 3 }, { seed: 7 });
  sampler.weights.setSplit("a", 0);
  assert.throws(() => sampler.next(), { code: "INVALID_OPTION", message: "Cannot use weights: the sum of all is 0" });
  sampler.weights.set({ split: "a", index: 1 }, 1e-300);
  assert.deepEqual(sampler.next(), { split: "a", index: 1 });
});

Deno.test("save() has the changed weights alone, and resume() wants those that the sampler began with", () => {
  const splits = [{ split: "a", numTasks: 50_000 }, { split: "b", numTasks: 50_000 }];
  const sampler = new WeightedSampler(splits, { seed: 7 });
  sampler.weights.setSplit("b", 0);
  sampler.weights.set({ split: "a", index: 3 }, 9);
  const { random: _, initial_weights: __, ...state } = sampler.save();
  assert.deepEqual(state, {
    sampler: "weighted",
    splits: [["a", 50_000], ["b", 50_000]],
    changes: [[3, 1, 9], [50_000, 50_000, 0]],
  });
  const other = new WeightedSampler(splits.map((split) => ({ ...split, weight: 1 })), { seed: 7 });
  assert.throws(() => other.resume(sampler.save()), { message: /it is of a sampler that began with other weights$/ });
  for (const changes of [[[0, 1, -1]], [[0, 100_001, 1]], [[-1, 1, 1]], [[0, 1]], [[0, 1, "1"]], [[0.5, 1, 1]], [7]]) {
    const wrong = { ...sampler.save(), changes };
    assert.throws(() => sampler.resume(wrong), {
      message: "Cannot resume sampler from state: its changes cannot be used",
    });
  }
});

Deno.test("resume() refuses the same weights in another order, and takes equal ones however they are written", () => {
  const make = (weight: ArrayLike<number>) => new WeightedSampler({ split: "a", numTasks: 3, weight }, { seed: 7 });
  const state = JSON.parse(JSON.stringify(make([0, 1, 2]).save()));
  for (const other of [[1, 0, 2], [2, 1, 0], [0, 2, 1], [0, 1, 2.0000001]]) {
    assert.throws(
      () => make(other).resume(state),
      { data: { option: "state" }, message: /other weights$/ },
      `${other}`,
    );
  }
  const same = make(new Float32Array([-0, 1, 2]));
  same.resume(state);
  assert.deepEqual(same.next(), make([0, 1, 2]).next());
});

Deno.test("WeightedSampler draws by weights that are as small as numbers can be", () => {
  for (const least of [5e-324, 1e-310, 1e-280]) {
    const sampler = new WeightedSampler({ split: "a", numTasks: 3, weight: [least, least, 2 * least] }, { seed: 7 });
    assertParts(frequencies(sampler), { a0: 0.25, a1: 0.25, a2: 0.5 });
  }
});

Deno.test("WeightTree finds the number at each part of its sum, and never one of weight 0", () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(5e-324));
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 1, maxLength: 20 }).filter((list) => list.some((one) => one > 0)),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (weights, part) => {
        const tree = new WeightTree(new Float64Array(weights));
        const found = tree.find(part);
        assert.ok(weights[found]! > 0, `${found} of ${weights}`);
        const before = weights.slice(0, found).reduce((sum, one) => sum + one, 0);
        const slack = tree.total * 1e-12;
        assert.ok(part * tree.total >= before - slack && part * tree.total <= before + weights[found]! + slack);
      },
    ),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("WeightTree has the same sums whatever the order of the changes", () => {
  const weights = Array.from({ length: 13 }, (_, number) => 1 / (number + 3));
  const made = new WeightTree(new Float64Array(weights));
  const changed = new WeightTree(new Float64Array(13).fill(1e9));
  for (const number of [5, 0, 12, 3, 7, 1, 11, 2, 9, 4, 10, 6, 8, 5]) changed.set(number, weights[number]!);
  assert.equal(changed.total, made.total);
  for (let part = 0; part < 1; part += 0.001) assert.equal(changed.find(part), made.find(part));
});
