import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { MaybePromise } from "../result.ts";
import { stepResult } from "../testing_fixtures/step_result.ts";
import {
  type DiscountingOptions,
  ExponentialDiscountingTrajectoryRubric,
} from "./exponential_discounting_trajectory_rubric.ts";
import { Gate } from "./gate.ts";
import { Sequential } from "./sequential.ts";
import type { TrajectoryStep } from "./trajectory_rubric.ts";

const MIDDLE = stepResult();
const END = stepResult({}, { terminated: true });

class Scored extends ExponentialDiscountingTrajectoryRubric {
  readonly asked: (readonly TrajectoryStep[])[] = [];
  constructor(options: DiscountingOptions = {}, public answer: MaybePromise<number> = 2) {
    super(options);
  }
  override scoreTrajectory(trajectory: readonly TrajectoryStep[]): MaybePromise<number> {
    this.asked.push(trajectory);
    return this.answer;
  }
}

Deno.test("TrajectoryRubric.score() gives the intermediate reward until the end, and then the trajectory's score", () => {
  const scored = new Scored({ intermediateReward: 0.1 });
  assert.deepEqual(["a", "b"].map((action) => scored.score(action, MIDDLE)), [0.1, 0.1]);
  assert.equal(scored.asked.length, 0);
  assert.equal(scored.score("c", END), 2);
  assert.deepEqual(scored.asked, [[
    { action: "a", result: MIDDLE },
    { action: "b", result: MIDDLE },
    { action: "c", result: END },
  ]]);
  assert.equal(scored.lastScore, 2);
});

Deno.test("TrajectoryRubric.score() ends at truncation as at termination", () => {
  assert.equal(new Scored().score("a", stepResult({}, { truncated: true })), 2);
});

Deno.test("TrajectoryRubric.score() scores again when steps go on after the end", () => {
  const scored = new Scored();
  scored.score("a", END);
  assert.equal(scored.score("b", MIDDLE), 0);
  scored.answer = 3;
  assert.deepEqual(scored.computeStepRewards(), [0.99 * 3, 3]);
  assert.equal(scored.score("c", END), 3);
  assert.equal(scored.asked.at(-1)?.length, 3);
});

Deno.test("TrajectoryRubric.trajectory is a copy", () => {
  const scored = new Scored();
  scored.score("a", MIDDLE);
  scored.trajectory.pop();
  assert.equal(scored.trajectory.length, 1);
});

Deno.test("TrajectoryRubric.reset() empties the trajectory, inside containers too", () => {
  const scored = new Scored();
  const tree = new Gate(new Sequential(scored));
  tree.score("a", MIDDLE);
  tree.reset();
  assert.deepEqual(scored.trajectory, []);
  assert.deepEqual(scored.computeStepRewards(), []);
});

Deno.test("TrajectoryRubric keeps at most maxSteps steps, and a longer episode ends unscored", () => {
  const scored = new Scored({ maxSteps: 2, intermediateReward: 0.5 });
  scored.score("a", MIDDLE);
  scored.score("b", MIDDLE);
  assert.equal(scored.trajectory.length, 2);
  assert.equal(scored.score("c", MIDDLE), 0.5);
  assert.equal(scored.trajectory.length, 0);
  assert.throws(() => scored.score("d", END), {
    code: "UNSCORED",
    data: { rubric: "Scored", reason: "the episode has more than the 2 steps that are kept" },
  });
  assert.throws(() => scored.computeStepRewards(), { code: "UNSCORED" });
  scored.reset();
  scored.score("a", MIDDLE);
  assert.equal(scored.score("b", END), 2);
});

Deno.test("TrajectoryRubric refuses options that can't be used", () => {
  assert.throws(() => new Scored({ intermediateReward: NaN }), {
    data: { rubric: "Scored", problem: "intermediate_reward" },
  });
  for (const maxSteps of [0, -1, 1.5, Infinity]) {
    assert.throws(() => new Scored({ maxSteps }), { data: { rubric: "Scored", problem: "max_steps" } });
  }
});

Deno.test("ExponentialDiscountingTrajectoryRubric refuses a gamma outside [0, 1]", () => {
  for (const gamma of [-0.01, 1.01, NaN, "0.5" as unknown as number]) {
    const refusal = { code: "INVALID_RUBRIC", message: /its gamma .* is not in \[0, 1\]/ };
    assert.throws(() => new Scored({ gamma }), refusal);
  }
  assert.deepEqual([new Scored().gamma, new Scored({ gamma: 0 }).gamma, new Scored({ gamma: 1 }).gamma], [0.99, 0, 1]);
});

Deno.test("ExponentialDiscountingTrajectoryRubric.computeStepRewards() is gamma^(T-1-t) * R for every episode", () => {
  const episodes = fc.record({
    gamma: fc.double({ min: 0, max: 1, noNaN: true }),
    score: fc.double({ min: -10, max: 10, noNaN: true }),
    count: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(
    fc.property(episodes, ({ gamma, score, count }) => {
      const scored = new Scored({ gamma }, score);
      for (let step = 1; step < count; step++) scored.score("a", MIDDLE);
      scored.score("a", END);
      const rewards = scored.computeStepRewards() as number[];
      assert.equal(rewards.length, count);
      assert.equal(rewards.at(-1), score);
      rewards.reduceRight((later, reward) => {
        // Near zero, where doubles are evenly spaced, rounding errors are absolute.
        assert.ok(Math.abs(reward - gamma * later) <= 1e-9 * Math.abs(later) + 2 * Number.MIN_VALUE);
        return reward;
      });
      assert.equal(scored.asked.length, 1);
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("ExponentialDiscountingTrajectoryRubric.computeStepRewards() uses the episode's score, or asks in mid-episode", async () => {
  const scored = new Scored({ gamma: 0.5 }, Promise.resolve(4));
  assert.deepEqual(scored.computeStepRewards(), []);
  scored.score("a", MIDDLE);
  scored.score("b", MIDDLE);
  assert.deepEqual(await scored.computeStepRewards(), [2, 4]);
  assert.equal(await scored.score("c", END), 4);
  assert.deepEqual(scored.computeStepRewards(), [1, 2, 4]);
  assert.equal(scored.asked.length, 2);
});

Deno.test("ExponentialDiscountingTrajectoryRubric.computeStepRewards() refuses a score that is no finite number", () => {
  const scored = new Scored({}, NaN);
  assert.throws(() => scored.score("a", END), { code: "INVALID_REWARD" });
  assert.throws(() => scored.computeStepRewards(), { code: "INVALID_REWARD", data: { rubric: "Scored" } });
});
