import type { ErrorRow } from "./error_row.ts";
import * as classes from "./rubric_errors.ts";

/** The rows of the error table for rubrics, judges and transforms. */
export const RUBRIC_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  INVALID_RUBRIC: {
    class: classes.InvalidRubricError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A rubric cannot be used: its weights, its children, its place in a tree or one of its settings is wrong.",
  },
  RUBRIC_FAILED: {
    class: classes.RubricFailedError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary:
      "The code of a rubric or of one of its hooks threw; what it threw is the `cause` in the same process. The step was executed.",
  },
  TRANSFORM_FAILED: {
    class: classes.TransformError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A transform threw, or returned something that is no result. The step was executed.",
  },
  RUBRIC_NOT_FOUND: {
    class: classes.RubricNotFoundError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A path leads to no rubric.",
  },
  UNSCORED: {
    class: classes.UnscoredError,
    sessionSurvives: true,
    retrySafe: true,
    summary:
      "A rubric cannot tell the score: not an error of the step, whose reward is `null` and whose `info.reward_error` says why.",
  },
  JUDGE_FAILED: {
    class: classes.JudgeError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A judge gave no usable answer; `LLMJudge` turns it into `UNSCORED`.",
  },
};
