import type { EpisodeContext } from "../context.ts";
import type { Environment } from "../environment.ts";
import { InvalidRewardError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import type { StepResult } from "../result.ts";
import { TransformError } from "../errors/rubric_errors.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";

/** Calls an instance's transform with a frozen result and checks what it makes of it; the observation is checked later. */
export function applyTransform(instance: Environment, result: StepResult, context: EpisodeContext): StepResult {
  let made: StepResult<unknown>;
  try {
    made = instance.transform!(Object.freeze(result), context);
  } catch (thrown) {
    throw new TransformError(`Cannot transform result: ${messageOf(thrown)}`, {}, { cause: thrown });
  }
  const problem = findProblem(made, result);
  if (problem !== undefined) throw new TransformError(`Cannot transform result: ${problem}`, {});
  const { reward } = made;
  if (reward !== null && !Number.isFinite(reward)) {
    const state = `the transform made it ${nameOfValue(reward)}, expected a finite number`;
    throw new InvalidRewardError(`Cannot send reward: ${state}`, {});
  }
  return made as StepResult;
}

function findProblem(made: StepResult<unknown>, given: StepResult): string | undefined {
  if (!isRecord(made) || !("observation" in made)) {
    return `the transform returned ${nameOfValue(made)}, expected a result`;
  }
  const { terminated, truncated, done } = made;
  if (typeof terminated !== "boolean" || typeof truncated !== "boolean" || done !== (terminated || truncated)) {
    return "its terminated, truncated and done are no booleans or disagree";
  }
  return given.done && !done ? "the transform took the end of the episode back" : undefined;
}
