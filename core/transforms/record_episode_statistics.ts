import type { EpisodeContext } from "../context.ts";
import type { StepResult } from "../result.ts";
import type { ObservationBlindTransform } from "./transform.ts";

/** The contents of `info.episode` at the end of an episode, with Gymnasium's names. */
export interface EpisodeStatistics {
  /**
   * The sum of the rewards. `null` if a step was unscored (`info.reward_error`) or no step had a reward, since any sum
   * would be made up.
   */
  readonly r: number | null;
  /** The number of steps. */
  readonly l: number;
  /** The time since the reset, in seconds. */
  readonly t: number;
}

/** Options for {@linkcode recordEpisodeStatistics}. */
export interface EpisodeStatisticsOptions {
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

interface Tally {
  episodeId: string;
  began: number;
  sum: number | null;
  unscored: boolean;
}

/**
 * Creates a transform that adds `info.episode = { r, l, t }` to the last result of an episode: the sum of rewards, the
 * number of steps, and the duration in seconds, as Gymnasium's wrapper of the same name does.
 *
 * It counts the rewards that it sees: put it after transforms whose rewards should count, and before all others.
 * One transform can serve any number of environment instances.
 *
 * @example
 * ```ts
 * import { recordEpisodeStatistics } from "@openenv/core/transforms";
 * import { defineEnvironment } from "@openenv/core";
 * import { connect } from "@openenv/client";
 * import { z } from "zod";
 * import assert from "node:assert/strict";
 *
 * const coin = defineEnvironment({ name: "coin", action: z.object({}), observation: z.object({}), maxSteps: 3 });
 * const environment = coin.implement(() => ({
 *   reset: () => ({ observation: {} }),
 *   step: () => ({ observation: {}, reward: 0.5 }),
 *   transform: recordEpisodeStatistics({ now: () => 0 }),
 * }));
 *
 * await using env = await connect(environment);
 * let result = await env.reset();
 * while (!result.done) result = await env.step({});
 * assert.deepEqual(result.info.episode, { r: 1.5, l: 3, t: 0 });
 * ```
 */
export function recordEpisodeStatistics(options: EpisodeStatisticsOptions = {}): ObservationBlindTransform {
  const now = options.now ?? (() => performance.now());
  const tallies = new WeakMap<EpisodeContext, Tally>();
  return (result, context) => {
    let tally = tallies.get(context);
    if (tally === undefined || context.stepCount === 0 || tally.episodeId !== context.episodeId) {
      tally = { episodeId: context.episodeId, began: now(), sum: null, unscored: false };
      tallies.set(context, tally);
    }
    if (context.stepCount > 0) count(tally, result);
    if (!result.done) return result;
    const seconds = Math.round((now() - tally.began) * 1000) / 1e6;
    const episode: EpisodeStatistics = {
      r: tally.unscored ? null : tally.sum,
      l: context.stepCount,
      t: seconds,
    };
    return { ...result, info: { ...result.info, episode } };
  };
}

function count(tally: Tally, { reward, info }: StepResult<unknown>): void {
  if (reward !== null) tally.sum = (tally.sum ?? 0) + reward;
  else if (info.reward_error !== undefined) tally.unscored = true;
}
