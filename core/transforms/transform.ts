import type { EpisodeContext } from "../context.ts";
import type { StepResult } from "../result.ts";

/**
 * Changes what a `reset` or a `step` returns, after the reward is known and before the observation is checked.
 *
 * It is pure towards its input: it returns the result it was given or a new one, and leaves the given one, its
 * observation and its info as they are. The given result is frozen; during a reset `context.stepCount` is 0.
 */
export type Transform<O = unknown> = (result: StepResult<O>, context: EpisodeContext) => StepResult<O>;

/** A transform that leaves observations alone, and so fits every environment. */
export type ObservationBlindTransform = <O>(result: StepResult<O>, context: EpisodeContext) => StepResult<O>;
