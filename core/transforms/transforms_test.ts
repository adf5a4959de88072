import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { EpisodeContext } from "../context.ts";
import type { StepResult } from "../result.ts";
import { stepResult } from "../testing_fixtures/step_result.ts";
import { clipReward } from "./clip_reward.ts";
import { composeTransforms } from "./compose_transforms.ts";
import { recordEpisodeStatistics } from "./record_episode_statistics.ts";
import { scaleReward } from "./scale_reward.ts";
import type { Transform } from "./transform.ts";

const CONTEXT = { stepCount: 1, episodeId: "e1" } as EpisodeContext;

function rewarded(reward: number | null, given: Partial<StepResult> = {}): StepResult {
  return Object.freeze(stepResult(Object.freeze({ n: 1 }), { info: Object.freeze({}), ...given, reward }));
}

Deno.test("composeTransforms() runs transforms in the order in which they are given", () => {
  const plus: Transform = (result) => ({ ...result, reward: result.reward! + 1 });
  const twice = scaleReward(2);
  const rewardOf = (...transforms: Transform[]) => composeTransforms(...transforms)(rewarded(3), CONTEXT).reward;
  assert.deepEqual([rewardOf(plus, twice), rewardOf(twice, plus), rewardOf(plus, twice, plus)], [8, 7, 9]);
});

Deno.test("composeTransforms() of nothing changes nothing", () => {
  const result = rewarded(3);
  assert.equal(composeTransforms()(result, CONTEXT), result);
});

Deno.test("composeTransforms() hands the same context to each, and nests", () => {
  const seen: EpisodeContext[] = [];
  const look: Transform = (result, context) => (seen.push(context), result);
  composeTransforms(look, composeTransforms(look, look))(rewarded(1), CONTEXT);
  assert.deepEqual(seen, [CONTEXT, CONTEXT, CONTEXT]);
});

Deno.test("clipReward() keeps every reward within its limits, and leaves null and what is within alone", () => {
  const limits = fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(limits, fc.double({ noNaN: true, noDefaultInfinity: true }), (pair, reward) => {
      const [least, greatest] = [Math.min(...pair), Math.max(...pair)];
      const result = rewarded(reward);
      const clipped = clipReward(least, greatest)(result, CONTEXT);
      assert.ok(clipped.reward! >= least && clipped.reward! <= greatest);
      if (reward >= least && reward <= greatest) assert.equal(clipped, result);
      else assert.deepEqual({ ...clipped, reward }, result);
    }),
    { numRuns: CASE_COUNT },
  );
  assert.equal(clipReward(1, 2)(rewarded(null), CONTEXT).reward, null);
  assert.equal(clipReward(-Infinity, 0)(rewarded(5), CONTEXT).reward, 0);
});

Deno.test("clipReward() refuses limits that are none", () => {
  for (const [least, greatest] of [[1, 0], [NaN, 1], [0, NaN]] as const) {
    assert.throws(() => clipReward(least, greatest), { code: "INVALID_OPTION" });
  }
});

Deno.test("scaleReward() multiplies rewards and leaves null alone", () => {
  assert.equal(scaleReward(-0.5)(rewarded(3), CONTEXT).reward, -1.5);
  assert.equal(scaleReward(2)(rewarded(null), CONTEXT).reward, null);
  for (const factor of [NaN, Infinity]) assert.throws(() => scaleReward(factor), { code: "INVALID_OPTION" });
});

/** Plays an episode through a transform, one number or `null` per step, and returns the results. */
function play(transform: Transform, rewards: readonly (number | null)[], unscored = -1): StepResult<unknown>[] {
  const context = { stepCount: 0, episodeId: "e1" };
  const results = [transform(rewarded(null), context as EpisodeContext)];
  rewards.forEach((reward, index) => {
    context.stepCount = index + 1;
    const info = index === unscored ? { reward_error: { rubric: "judge", message: "down" } } : { kept: index };
    const given = { terminated: index === rewards.length - 1, info };
    results.push(transform(rewarded(reward, given), context as EpisodeContext));
  });
  return results;
}

Deno.test("recordEpisodeStatistics() adds info.episode to the last result only, beside what is there", () => {
  let time = 1000;
  const transform = recordEpisodeStatistics({ now: () => time += 250 });
  const infos = play(transform, [1, null, 0.5]).map(({ info }) => info);
  assert.deepEqual(infos, [{}, { kept: 0 }, { kept: 1 }, { kept: 2, episode: { r: 1.5, l: 3, t: 0.25 } }]);
});

Deno.test("recordEpisodeStatistics() begins anew at each reset, and counts each instance by itself", () => {
  const transform = recordEpisodeStatistics({ now: () => 0 });
  assert.deepEqual(play(transform, [1, 2]).at(-1)?.info.episode, { r: 3, l: 2, t: 0 });
  const [one, other] = [{ stepCount: 0, episodeId: "a" }, { stepCount: 0, episodeId: "b" }];
  for (const context of [one, other, one]) transform(rewarded(0), context as EpisodeContext);
  for (const context of [one, other]) {
    context.stepCount = 1;
    transform(rewarded(context === one ? 1 : 10), context as EpisodeContext);
  }
  one.stepCount = 2;
  const { info } = transform(rewarded(1, { truncated: true }), one as EpisodeContext);
  assert.deepEqual(info.episode, { r: 2, l: 2, t: 0 });
});

Deno.test("recordEpisodeStatistics() begins anew at a reset that gives the same episode id, in mid-episode too", () => {
  const transform = recordEpisodeStatistics({ now: () => 0 });
  const context = { stepCount: 0, episodeId: "a" };
  for (const stepCount of [0, 1, 0]) {
    context.stepCount = stepCount;
    transform(rewarded(stepCount), context as EpisodeContext);
  }
  context.stepCount = 1;
  const { info } = transform(rewarded(5, { terminated: true }), context as EpisodeContext);
  assert.deepEqual(info.episode, { r: 5, l: 1, t: 0 });
});

Deno.test("recordEpisodeStatistics() counts an episode that a first step opened without a reset", () => {
  const transform = recordEpisodeStatistics({ now: () => 0 });
  const context = { stepCount: 1, episodeId: "a" } as EpisodeContext;
  assert.deepEqual(transform(rewarded(2, { terminated: true }), context).info.episode, { r: 2, l: 1, t: 0 });
});

Deno.test("recordEpisodeStatistics() has no sum where a step was unscored, or no step had a reward", () => {
  const transform = recordEpisodeStatistics({ now: () => 0 });
  assert.deepEqual(play(transform, [1, null, 1], 1).at(-1)?.info.episode, { r: null, l: 3, t: 0 });
  assert.deepEqual(play(transform, [null, null]).at(-1)?.info.episode, { r: null, l: 2, t: 0 });
});

Deno.test("the transforms are pure: the given result, its observation and its info stay as they are", () => {
  const transform = composeTransforms(scaleReward(3), clipReward(-1, 1), recordEpisodeStatistics({ now: () => 0 }));
  const result = rewarded(5, { terminated: true });
  const before = structuredClone(result);
  const changed = transform(result, CONTEXT);
  assert.deepEqual(result, before);
  assert.equal(changed.observation, result.observation);
  assert.deepEqual(changed, { ...before, reward: 1, info: { episode: { r: 1, l: 1, t: 0 } } });
});
