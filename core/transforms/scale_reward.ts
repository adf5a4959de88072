import { InvalidOptionError } from "../errors/error_classes.ts";
import type { ObservationBlindTransform } from "./transform.ts";

/**
 * Creates a transform that multiplies rewards; a reward of `null` stays `null`.
 *
 * @param factor The number to multiply rewards by.
 * @throws `InvalidOptionError` for a factor that is not a finite number.
 *
 * @example
 * ```ts
 * import { scaleReward } from "@openenv/core/transforms";
 * import type { EpisodeContext } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * const result = { observation: {}, reward: 7, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(scaleReward(0.1)(result, {} as EpisodeContext).reward, 0.7000000000000001);
 * ```
 */
export function scaleReward(factor: number): ObservationBlindTransform {
  if (!Number.isFinite(factor)) {
    throw new InvalidOptionError(`Cannot scale rewards: ${factor} is not a finite number`, { option: "factor" });
  }
  return (result) => result.reward === null ? result : { ...result, reward: result.reward * factor };
}
