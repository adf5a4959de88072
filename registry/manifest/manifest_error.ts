import { type ErrorRow, OpenEnvError } from "@openenv/core";

/** One problem or warning of a manifest, and its place. */
export interface ManifestProblem {
  /** The place as a path, such as `validation.reward.range[0]`; empty for the text as a whole. */
  readonly field: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1. */
  readonly column: number;
  /** The problem in words, with the field. */
  readonly message: string;
}

/** The data of a manifest that can't be used. */
export interface ManifestData {
  /** All problems, in the order of the text; at least one. */
  readonly problems: readonly ManifestProblem[];
}

/** A manifest can't be used. Code `INVALID_MANIFEST`. */
export class ManifestError extends OpenEnvError<ManifestData> {
  /** Makes the error; its code is `INVALID_MANIFEST`. */
  constructor(message: string, data: ManifestData, options?: ErrorOptions) {
    super("INVALID_MANIFEST", message, data, options);
  }
}

/** The row of manifests in the table of errors. */
export const MANIFEST_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  INVALID_MANIFEST: {
    class: ManifestError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A manifest `openenv.yaml` can't be read. `problems` lists what is wrong, with lines and columns.",
  },
};
