import type { ErrorRow } from "../error_table.ts";
import * as classes from "./testing_errors.ts";

/** The rows of the error table that checks bring along. */
export const TESTING_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  CHECK_FAILED: {
    class: classes.CheckFailedError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "`assertEnvironment` found an environment that fails its checks; the message says which and why.",
  },
  UNDRAWABLE_SCHEMA: {
    class: classes.UndrawableSchemaError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "No random action can be drawn from the schema of actions; give the checks a `randomPolicy` instead.",
  },
};
