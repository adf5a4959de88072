import { InvalidOptionError } from "../errors/error_classes.ts";
import type { ObservationBlindTransform } from "./transform.ts";

/**
 * Creates a transform that keeps rewards within limits; a reward of `null` stays `null`.
 *
 * @param least The lower limit.
 * @param greatest The upper limit.
 * @throws `InvalidOptionError` unless both are numbers and `least` is not greater than `greatest`.
 *
 * @example
 * ```ts
 * import { clipReward } from "@openenv/core/transforms";
 * import type { EpisodeContext } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * const result = { observation: {}, reward: 7, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(clipReward(-1, 1)(result, {} as EpisodeContext).reward, 1);
 * ```
 */
export function clipReward(least: number, greatest: number): ObservationBlindTransform {
  if (!(least <= greatest)) {
    throw new InvalidOptionError(`Cannot clip rewards: ${least} and ${greatest} are no limits`, { option: "least" });
  }
  return (result) => {
    if (result.reward === null) return result;
    const reward = Math.min(Math.max(result.reward, least), greatest);
    return reward === result.reward ? result : { ...result, reward };
  };
}
