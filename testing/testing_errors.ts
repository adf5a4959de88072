import { type ErrorRow, OpenEnvError } from "@openenv/core";
/**
 * The errors of checks and policies. The table in `core/error_table.ts` has what their codes mean on every surface.
 *
 * Who throws which: `assertEnvironment` throws `CheckFailedError`, a policy that draws actions `UndrawableSchemaError`.
 * Neither ever crosses the wire.
 *
 * @module
 */
import type { CheckResult } from "./check.ts";

/** The data of an environment that failed its checks. */
export interface CheckFailedData {
  /** What the checks found that failed: those that decide the verdict. */
  readonly results: readonly CheckResult[];
}

/** The data of a schema whose values can't be drawn. */
export interface UndrawableSchemaData {
  /** The place in the value, from the outside in. */
  readonly path: readonly (string | number)[];
}

/**
 * An environment failed its checks; the message says what was expected, what was seen, and how to see it again. Code
 * `CHECK_FAILED`.
 *
 * @example
 * ```ts
 * import { CheckFailedError } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * assert.equal(new CheckFailedError("Cannot accept double: 1 of 20 checks failed", { results: [] }).code, "CHECK_FAILED");
 * ```
 */
export class CheckFailedError extends OpenEnvError<CheckFailedData> {
  /** Makes the error; its code is `CHECK_FAILED`. */
  constructor(message: string, data: CheckFailedData, options?: ErrorOptions) {
    super("CHECK_FAILED", message, data, options);
  }
}

/**
 * No value that fits a schema can be drawn; a check that needs one is skipped. Code `UNDRAWABLE_SCHEMA`.
 *
 * @example
 * ```ts
 * import { UndrawableSchemaError } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const error = new UndrawableSchemaError("Cannot draw action.word: its pattern has a look-ahead", { path: ["word"] });
 * assert.equal(error.code, "UNDRAWABLE_SCHEMA");
 * ```
 */
export class UndrawableSchemaError extends OpenEnvError<UndrawableSchemaData> {
  /** Makes the error; its code is `UNDRAWABLE_SCHEMA`. */
  constructor(message: string, data: UndrawableSchemaData, options?: ErrorOptions) {
    super("UNDRAWABLE_SCHEMA", message, data, options);
  }
}

/** The rows of the error table that checks bring along. */
export const TESTING_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  CHECK_FAILED: {
    class: CheckFailedError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "`assertEnvironment` found an environment that fails its checks; the message says which and why.",
  },
  UNDRAWABLE_SCHEMA: {
    class: UndrawableSchemaError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "No random action can be drawn from the schema of actions; give the checks a `randomPolicy` instead.",
  },
};
