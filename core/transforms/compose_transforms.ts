import type { Transform } from "./transform.ts";

/**
 * Combines transforms into one: the first gets the environment's result, each later one gets the previous one's.
 *
 * @param transforms The transforms, in the order in which they run; without any, nothing is changed.
 * @returns The transform that runs them.
 *
 * @example
 * ```ts
 * import { clipReward, composeTransforms, scaleReward } from "@openenv/core/transforms";
 * import type { EpisodeContext } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * const transform = composeTransforms(scaleReward(10), clipReward(-1, 1)); // first 0.5 -> 5, then 5 -> 1
 * const result = { observation: {}, reward: 0.5, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(transform(result, {} as EpisodeContext).reward, 1);
 * ```
 */
export function composeTransforms<O = unknown>(...transforms: readonly Transform<O>[]): Transform<O> {
  return (result, context) => transforms.reduce((changed, transform) => transform(changed, context), result);
}
