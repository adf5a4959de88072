import type { OpenEnvError } from "./error_classes.ts";

/** What one error code means on every surface. */
export interface ErrorRow {
  /** The class that carries the code. */
  // deno-lint-ignore no-explicit-any -- each class has its own type of data
  readonly class: new (message: string, data: any, options?: ErrorOptions) => OpenEnvError<any>;
  /** The HTTP status of an answer with this error; `undefined` for errors that never leave the client or the author. */
  readonly httpStatus?: number;
  /** The JSON-RPC code of an answer with this error; `undefined` likewise. */
  readonly jsonRpcCode?: number;
  /** `true` if the session can be used afterwards. */
  readonly sessionSurvives: boolean;
  /** `true` if the same call may be sent again without executing anything twice. */
  readonly retrySafe: boolean;
  /** What it means, in one sentence. */
  readonly summary: string;
}
