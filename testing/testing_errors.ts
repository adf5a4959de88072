import { type ErrorRow, OpenEnvError } from "@openenv/core";
import type { CheckResult } from "./findings/check.ts";
import { UndrawableSchemaError } from "./sampling/sampling.ts";

/** The data of an environment that fails its checks. */
export interface CheckFailedData {
  /** The failed results that decide the verdict. */
  readonly results: readonly CheckResult[];
}

/** An environment fails its checks; the message says what was expected, what was seen, and how to see it again. Code `CHECK_FAILED`. */
export class CheckFailedError extends OpenEnvError<CheckFailedData> {
  /** Makes the error; its code is `CHECK_FAILED`. */
  constructor(message: string, data: CheckFailedData, options?: ErrorOptions) {
    super("CHECK_FAILED", message, data, options);
  }
}

/** The rows of this package in the table of errors. Neither error ever crosses the wire. */
export const TESTING_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  CHECK_FAILED: {
    class: CheckFailedError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "`assertEnvironment` found that the environment fails checks. The message says which and why.",
  },
  UNDRAWABLE_SCHEMA: {
    class: UndrawableSchemaError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "No random action can be drawn from the action schema. Give the checks a `randomPolicy` instead.",
  },
};
