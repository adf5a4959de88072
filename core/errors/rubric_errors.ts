/**
 * The errors of rubrics, transforms and judges. The table in `core/error_table.ts` has what their codes mean on every surface.
 *
 * Who throws which: making, checking and loading rubrics throws `InvalidRubricError`, looking one up
 * `RubricNotFoundError`; `Rubric.score` throws `RubricFailedError`, `UnscoredError`, and `InvalidRewardError` for a score
 * that is no finite number. The runner turns `UnscoredError` into a reward of `null` and throws `TransformError`.
 * A `complete` function throws `JudgeError`, which `LLMJudge` turns into `UnscoredError`.
 *
 * @module
 */
import { OpenEnvError } from "./error_classes.ts";

/** What is wrong with an unusable rubric, for programs. */
export type RubricProblem =
  | "clamp"
  | "cycle"
  | "default_score"
  | "empty"
  | "gamma"
  | "hidden"
  | "intermediate_reward"
  | "max_steps"
  | "name"
  | "not_a_rubric"
  | "score_pattern"
  | "shared"
  | "state"
  | "template"
  | "threshold"
  | "timeout"
  | "used_twice"
  | "weight"
  | "weight_count"
  | "weight_sum";

/** The data of an error about a rubric. */
export interface RubricData {
  /** The rubric's dotted path from the root of its tree; its label where it has none, at the root for instance. */
  readonly rubric: string;
}

/** The data of an unusable rubric. */
export interface RubricProblemData extends RubricData {
  /** What is wrong. */
  readonly problem: RubricProblem;
}

/** The data of a rubric that is not there. */
export interface RubricPathData extends RubricData {
  /** The known path that is nearest to the one asked for, if one is near. */
  readonly nearest?: string;
}

/** The data of a rubric whose code threw. */
export interface RubricFailureData extends RubricData {
  /** The code that threw. */
  readonly part: "forward" | "pre_hook" | "hook" | "reset" | "state";
}

/** The data of a missing score. */
export interface UnscoredData extends Partial<RubricData> {
  /** Why there is no score. */
  readonly reason?: string;
}

/** The data of a failed call of a judge. */
export interface JudgeData {
  /** The HTTP status of the last answer; `null` if there was none. */
  readonly status: number | null;
  /** How many times the judge was asked. */
  readonly attempts: number;
}

/** The data of a failed transform. */
export interface TransformData {
  /** Keys a server added; none are specified. */
  readonly [key: string]: unknown;
}

/**
 * A rubric cannot be used: its weights, its children, its place in a tree or one of its settings is wrong. Code
 * `INVALID_RUBRIC`.
 */
export class InvalidRubricError extends OpenEnvError<RubricProblemData> {
  /** Makes the error; its code is `INVALID_RUBRIC`. */
  constructor(message: string, data: RubricProblemData, options?: ErrorOptions) {
    super("INVALID_RUBRIC", message, data, options);
  }
}

/** A path leads to no rubric. Code `RUBRIC_NOT_FOUND`. */
export class RubricNotFoundError extends OpenEnvError<RubricPathData> {
  /** Makes the error; its code is `RUBRIC_NOT_FOUND`. */
  constructor(message: string, data: RubricPathData, options?: ErrorOptions) {
    super("RUBRIC_NOT_FOUND", message, data, options);
  }
}

/**
 * The code of a rubric or of one of its hooks threw; what it threw is the `cause` in the same process. Code
 * `RUBRIC_FAILED`.
 */
export class RubricFailedError extends OpenEnvError<RubricFailureData> {
  /** Makes the error; its code is `RUBRIC_FAILED`. */
  constructor(message: string, data: RubricFailureData, options?: ErrorOptions) {
    super("RUBRIC_FAILED", message, data, options);
  }
}

/**
 * A rubric cannot tell the score, which is not the same as 0: thrown by its code, it makes the step's reward `null`.
 * Code `UNSCORED`.
 */
export class UnscoredError extends OpenEnvError<UnscoredData> {
  /** Makes the error; its code is `UNSCORED`. The message says why; the rubric is filled in on the way up. */
  constructor(message: string, data: UnscoredData = {}, options?: ErrorOptions) {
    super("UNSCORED", message, data, options);
  }
}

/** A judge gave no usable answer: a `complete` function throws it. Code `JUDGE_FAILED`. */
export class JudgeError extends OpenEnvError<JudgeData> {
  /** Makes the error; its code is `JUDGE_FAILED`. */
  constructor(message: string, data: JudgeData, options?: ErrorOptions) {
    super("JUDGE_FAILED", message, data, options);
  }
}

/** A transform threw, or returned something that is no result. Code `TRANSFORM_FAILED`. */
export class TransformError extends OpenEnvError<TransformData> {
  /** Makes the error; its code is `TRANSFORM_FAILED`. */
  constructor(message: string, data: TransformData, options?: ErrorOptions) {
    super("TRANSFORM_FAILED", message, data, options);
  }
}
