import type { OpenEnvError } from "./error_classes.ts";

/** The meaning of one error code on every surface. */
export interface ErrorRow {
  /** The class that carries the code. */
  // deno-lint-ignore no-explicit-any -- each class has its own type of data
  readonly class: new (message: string, data: any, options?: ErrorOptions) => OpenEnvError<any>;
  /** The HTTP status of a response with this error; `undefined` for errors that stay with the client or the author. */
  readonly httpStatus?: number;
  /** The JSON-RPC code of a response with this error; `undefined` for the same errors. */
  readonly jsonRpcCode?: number;
  /** `true` if the session can be used afterwards. */
  readonly sessionSurvives: boolean;
  /** `true` if the same call can be sent again without executing anything twice. */
  readonly retrySafe: boolean;
  /** The meaning, in one sentence. */
  readonly summary: string;
}
