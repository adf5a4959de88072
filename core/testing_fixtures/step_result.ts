import type { StepResult } from "../result.ts";

/** Creates a result for tests of rubrics and transforms; by default, of a step in the middle of an episode. */
export function stepResult<O = Record<string, unknown>>(
  observation: O = {} as O,
  given: Partial<StepResult<O>> = {},
): StepResult<O> {
  const { terminated = false, truncated = false } = given;
  return { observation, reward: null, terminated, truncated, done: terminated || truncated, info: {}, ...given };
}
