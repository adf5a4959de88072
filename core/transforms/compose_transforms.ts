import type { Transform } from "./transform.ts";

/**
 * Makes one transform of several: the first one gets the environment's result, each later one what the one before made.
 *
 * @param transforms The transforms, in the order in which they run; none at all changes nothing.
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
