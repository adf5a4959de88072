import { type NoData, OpenEnvError } from "./error_classes.ts";
import type { ErrorRow } from "./error_row.ts";

/** The data of a tool call that failed. */
export interface ToolCallData {
  /** The tool. */
  readonly tool_name: string;
  /** The kind of failure. */
  readonly error_type: "execution_error" | "invalid_args" | "tool_not_found" | "timeout" | "transport_error";
}

/** A tool call failed; its message is the tool's own. Code `TOOL_FAILED`. */
export class ToolCallError extends OpenEnvError<ToolCallData> {
  /** Creates the error. */
  constructor(message: string, data: ToolCallData, options?: ErrorOptions) {
    super("TOOL_FAILED", message, data, options);
  }
}

/** The environment has no tools. Code `TOOLS_UNSUPPORTED`. */
export class ToolsUnsupportedError extends OpenEnvError<NoData> {
  /** Creates the error. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("TOOLS_UNSUPPORTED", message, data, options);
  }
}

/** The rows of the error table for tools. */
export const TOOL_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  TOOL_FAILED: {
    class: ToolCallError,
    sessionSurvives: true,
    retrySafe: false,
    summary:
      "`callTool` called a tool that failed; `error_type` says how. Through `step`, the failure is an observation instead.",
  },
  TOOLS_UNSUPPORTED: {
    class: ToolsUnsupportedError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The environment has no tools.",
  },
};
