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
    summary: "A rubric can't be used: its weights, its children, its place in a tree or one of its settings is wrong.",
  },
  RUBRIC_FAILED: {
    class: classes.RubricFailedError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary:
      "The code of a rubric or of one of its hooks threw an error. In the same process, that error is the `cause`. The step was executed.",
  },
  TRANSFORM_FAILED: {
    class: classes.TransformError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A transform threw an error, or returned something that is not a result. The step was executed.",
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
      "A rubric can't score the step. The step succeeds; its reward is `null`, and `info.reward_error` says why.",
  },
  JUDGE_FAILED: {
    class: classes.JudgeError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A judge gave no usable answer; `LLMJudge` turns it into `UNSCORED`.",
  },
};
