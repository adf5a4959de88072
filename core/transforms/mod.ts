/**
 * Transforms, which change results on their way out: clip or scale rewards, add statistics of the episode.
 *
 * ```ts
 * import { clipReward, composeTransforms, recordEpisodeStatistics } from "@openenv/core/transforms";
 *
 * export const transform = composeTransforms(clipReward(-1, 1), recordEpisodeStatistics());
 * ```
 *
 * An environment instance has its transform in the field `transform`.
 *
 * @module
 */
export { clipReward } from "./clip_reward.ts";
export { composeTransforms } from "./compose_transforms.ts";
export {
  type EpisodeStatistics,
  type EpisodeStatisticsOptions,
  recordEpisodeStatistics,
} from "./record_episode_statistics.ts";
export { scaleReward } from "./scale_reward.ts";
export type { ObservationBlindTransform, Transform } from "./transform.ts";
export { type TransformData, TransformError } from "../errors/rubric_errors.ts";
