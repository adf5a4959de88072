/**
 * The errors of rubrics, transforms and judges. `error_table.ts` has the table of what their codes mean on every
 * surface.
 *
 * Creating, checking and loading rubrics throws `InvalidRubricError`; looking one up throws `RubricNotFoundError`.
 * `Rubric.score` throws `RubricFailedError`, `UnscoredError`, and `InvalidRewardError` for a score that is not a finite
 * number. The runner turns `UnscoredError` into a reward of `null` and throws `TransformError`. A `complete` function
 * throws `JudgeError`, which `LLMJudge` turns into `UnscoredError`.
 *
 * @module
 */
import { OpenEnvError } from "./error_classes.ts";

/** The problem of an unusable rubric, for programs. */
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
  /** The rubric's dotted path from the root of its tree; its label if it has no path, as at the root. */
  readonly rubric: string;
}

/** The data of an unusable rubric. */
export interface RubricProblemData extends RubricData {
  /** The problem. */
  readonly problem: RubricProblem;
}

/** The data of a missing rubric. */
export interface RubricPathData extends RubricData {
  /** The nearest known path, if one is near. */
  readonly nearest?: string;
}

/** The data of a rubric whose code threw. */
export interface RubricFailureData extends RubricData {
  /** The code that threw. */
  readonly part: "forward" | "pre_hook" | "hook" | "reset" | "state";
}

/** The data of a missing score. */
export interface UnscoredData extends Partial<RubricData> {
  /** The reason why there is no score. */
  readonly reason?: string;
}

/** The data of a failed judge. */
export interface JudgeData {
  /** The HTTP status of the last answer; `null` if there was none. */
  readonly status: number | null;
  /** How many times the judge was called. */
  readonly attempts: number;
}

/** The data of a failed transform. */
export interface TransformData {
  /** Keys that a server added; none are specified. */
  readonly [key: string]: unknown;
}

/**
 * A rubric cannot be used: its weights, its children, its place in a tree or one of its settings is invalid. Code
 * `INVALID_RUBRIC`.
 */
export class InvalidRubricError extends OpenEnvError<RubricProblemData> {
  /** Creates the error with the code `INVALID_RUBRIC`. */
  constructor(message: string, data: RubricProblemData, options?: ErrorOptions) {
    super("INVALID_RUBRIC", message, data, options);
  }
}

/** There is no rubric at that path. Code `RUBRIC_NOT_FOUND`. */
export class RubricNotFoundError extends OpenEnvError<RubricPathData> {
  /** Creates the error with the code `RUBRIC_NOT_FOUND`. */
  constructor(message: string, data: RubricPathData, options?: ErrorOptions) {
    super("RUBRIC_NOT_FOUND", message, data, options);
  }
}

/**
 * The code of a rubric or of one of its hooks threw; the thrown value is the `cause` in the same process. Code
 * `RUBRIC_FAILED`.
 */
export class RubricFailedError extends OpenEnvError<RubricFailureData> {
  /** Creates the error with the code `RUBRIC_FAILED`. */
  constructor(message: string, data: RubricFailureData, options?: ErrorOptions) {
    super("RUBRIC_FAILED", message, data, options);
  }
}

/**
 * A rubric can't determine the score, which is not the same as 0. If a rubric's code throws it, the step's reward is
 * `null`. Code `UNSCORED`.
 */
export class UnscoredError extends OpenEnvError<UnscoredData> {
  /** Creates the error with the code `UNSCORED`. The message says why; the tree fills in the rubric. */
  constructor(message: string, data: UnscoredData = {}, options?: ErrorOptions) {
    super("UNSCORED", message, data, options);
  }
}

/** A judge gave no usable answer; thrown by a `complete` function. Code `JUDGE_FAILED`. */
export class JudgeError extends OpenEnvError<JudgeData> {
  /** Creates the error with the code `JUDGE_FAILED`. */
  constructor(message: string, data: JudgeData, options?: ErrorOptions) {
    super("JUDGE_FAILED", message, data, options);
  }
}

/** A transform threw, or returned something that is not a result. Code `TRANSFORM_FAILED`. */
export class TransformError extends OpenEnvError<TransformData> {
  /** Creates the error with the code `TRANSFORM_FAILED`. */
  constructor(message: string, data: TransformData, options?: ErrorOptions) {
    super("TRANSFORM_FAILED", message, data, options);
  }
}
