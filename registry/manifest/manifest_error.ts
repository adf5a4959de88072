import { type ErrorRow, OpenEnvError } from "@openenv/core";

/** One thing that is wrong with a manifest, or odd about it, and where. */
export interface ManifestProblem {
  /** The place as a path, such as `validation.reward.range[0]`; empty for the text as a whole. */
  readonly field: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1. */
  readonly column: number;
  /** What is wrong, the field included. */
  readonly message: string;
}

/** The data of a manifest that cannot be used. */
export interface ManifestData {
  /** All that is wrong, in the order of the text; at least one. */
  readonly problems: readonly ManifestProblem[];
}

/**
 * A manifest cannot be used. Code `INVALID_MANIFEST`.
 *
 * @example
 * ```ts
 * import { ManifestError, parseManifest } from "@openenv/registry/manifest";
 * import assert from "node:assert/strict";
 *
 * assert.throws(() => parseManifest("name: echo\nversion: 0.1"), (thrown) => {
 *   assert(thrown instanceof ManifestError);
 *   assert.equal(thrown.code, "INVALID_MANIFEST");
 *   assert.deepEqual(thrown.data.problems.map(({ field, line, column }) => [field, line, column]), [["version", 2, 10]]);
 *   return true;
 * });
 * ```
 */
export class ManifestError extends OpenEnvError<ManifestData> {
  /** Makes the error; its code is `INVALID_MANIFEST`. */
  constructor(message: string, data: ManifestData, options?: ErrorOptions) {
    super("INVALID_MANIFEST", message, data, options);
  }
}

/** The row of the error table that manifests bring along. */
export const MANIFEST_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  INVALID_MANIFEST: {
    class: ManifestError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A manifest `openenv.yaml` cannot be read; `problems` has what is wrong, each with its line and column.",
  },
};
