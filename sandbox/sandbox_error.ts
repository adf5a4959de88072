import { type ErrorRow, OpenEnvError } from "@openenv/core";

/** The data of an error of a child process. */
export interface SandboxErrorData {
  /** Why the child ended, if it did: `exited`, `crashed`, `killed` or `closed`. */
  readonly reason?: string;
  /** The last that the child printed. */
  readonly output?: string;
}

/** A child process cannot be started or used. Code `SANDBOX_FAILED`. */
export class SandboxError extends OpenEnvError<SandboxErrorData> {
  /** Creates the error. */
  constructor(message: string, data: SandboxErrorData, options?: ErrorOptions) {
    super("SANDBOX_FAILED", message, data, options);
  }
}

/** The row of the error table for children. */
export const SANDBOX_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  SANDBOX_FAILED: {
    class: SandboxError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A child process could not be started, or ended before it answered. The message says why.",
  },
};
