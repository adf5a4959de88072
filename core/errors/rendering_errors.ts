import { type NoData, OpenEnvError, type PathData } from "./error_classes.ts";
import type { ErrorRow } from "./error_row.ts";

/** The environment draws nothing, or the server can't be asked for drawings. Code `NOT_RENDERABLE`. */
export class NotRenderableError extends OpenEnvError<NoData> {
  /** Creates the error. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("NOT_RENDERABLE", message, data, options);
  }
}

/** `render` or `webActions` returned something that can't be shown. Code `INVALID_RENDERING`. */
export class InvalidRenderingError extends OpenEnvError<PathData> {
  /** Creates the error. */
  constructor(message: string, data: PathData, options?: ErrorOptions) {
    super("INVALID_RENDERING", message, data, options);
  }
}

/** The rows of the error table for drawings. */
export const RENDERING_ERROR_ROWS: Readonly<Record<string, ErrorRow>> = {
  NOT_RENDERABLE: {
    class: NotRenderableError,
    httpStatus: 404,
    jsonRpcCode: -32601,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The environment has no drawing to show, or its server can't be asked for one.",
  },
  INVALID_RENDERING: {
    class: InvalidRenderingError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The environment's `render` or `webActions` returned something that can't be shown. The episode goes on.",
  },
};
