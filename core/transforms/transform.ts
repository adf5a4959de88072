import type { EpisodeContext } from "../context.ts";
import type { StepResult } from "../result.ts";

/**
 * Changes the result of a `reset` or a `step`, after the reward is known and before the observation is checked.
 *
 * It must not modify its input: it returns the given result or a new one, and leaves the given result, its observation
 * and its info unchanged. The given result is frozen; during a reset `context.stepCount` is 0.
 */
export type Transform<O = unknown> = (result: StepResult<O>, context: EpisodeContext) => StepResult<O>;

/** A transform that does not change observations, and so fits every environment. */
export type ObservationBlindTransform = <O>(result: StepResult<O>, context: EpisodeContext) => StepResult<O>;
