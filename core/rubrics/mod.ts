/**
 * Rewards inside the environment: rubrics score a step, containers combine them, trajectories score an episode.
 *
 * ```ts
 * import { Gate, rubric } from "@openenv/core/rubrics";
 *
 * const quality = rubric({
 *   correct: [new Gate(({ text }: { text: string }) => text === "four" ? 1 : 0), 0.7],
 *   brief: [({ text }: { text: string }) => text.length <= 20 ? 1 : 0, 0.3],
 * });
 * quality.getRubric("correct.rubric");
 * ```
 *
 * An environment instance has its rubric in the field `rubric`; `docs/rubrics.md` builds one step by step.
 *
 * @module
 */
export type { ChatMessage, Complete, CompleteOptions } from "./complete.ts";
export {
  type DiscountingOptions,
  ExponentialDiscountingTrajectoryRubric,
} from "./exponential_discounting_trajectory_rubric.ts";
export { FunctionRubric, type ScoreFunction } from "./function_rubric.ts";
export { Gate, type GateOptions } from "./gate.ts";
export type { ForwardHook, ForwardPreHook, HookHandle } from "./hooks.ts";
export { DEFAULT_SCORE_PATTERN, LLMJudge, type LLMJudgeOptions } from "./llm_judge.ts";
export { type FoundProblem, Rubric } from "./rubric.ts";
export { RubricDict } from "./rubric_dict.ts";
export {
  InvalidRubricError,
  type JudgeData,
  JudgeError,
  type RubricData,
  RubricFailedError,
  type RubricFailureData,
  RubricNotFoundError,
  type RubricPathData,
  type RubricProblem,
  type RubricProblemData,
  type UnscoredData,
  UnscoredError,
} from "../errors/rubric_errors.ts";
export { RubricList } from "./rubric_list.ts";
export { Sequential } from "./sequential.ts";
export { rubric, type WeightedEntry } from "./short_form.ts";
export { type TrajectoryOptions, TrajectoryRubric, type TrajectoryStep } from "./trajectory_rubric.ts";
export { WeightedSum, type WeightedSumOptions } from "./weighted_sum.ts";
