import type { StepResult } from "../result.ts";

/** A result for those who test rubrics and transforms; what is not given is that of a step in mid-episode. */
export function stepResult<O = Record<string, unknown>>(
  observation: O = {} as O,
  given: Partial<StepResult<O>> = {},
): StepResult<O> {
  const { terminated = false, truncated = false } = given;
  return { observation, reward: null, terminated, truncated, done: terminated || truncated, info: {}, ...given };
}
