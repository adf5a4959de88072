import * as classes from "./error_classes.ts";
import type { OpenEnvError } from "./error_classes.ts";
import { ManifestError } from "./manifest/manifest_error.ts";
import { RUBRIC_ERROR_ROWS } from "./rubrics/rubric_error_rows.ts";
import { TASK_ERROR_ROWS } from "./tasks/task_error_rows.ts";
import { TESTING_ERROR_ROWS } from "./testing/testing_error_rows.ts";

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

/**
 * The error codes: class, status on each surface, whether the session survives, whether a retry is safe.
 *
 * `docs/errors.md` is printed from this table.
 */
export const ERROR_TABLE: Readonly<Record<string, ErrorRow>> = {
  INVALID_JSON: {
    class: classes.InvalidJsonError,
    httpStatus: 400,
    jsonRpcCode: -32700,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A frame was not JSON.",
  },
  UNKNOWN_TYPE: {
    class: classes.UnknownTypeError,
    httpStatus: 400,
    jsonRpcCode: -32601,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A frame named a message type that the server does not know.",
  },
  VALIDATION_ERROR: {
    class: classes.ValidationError,
    httpStatus: 422,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "An action, reset options or a message failed validation; nothing was executed and nothing was counted.",
  },
  EXECUTION_ERROR: {
    class: classes.ExecutionError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary:
      "The environment's own code threw; the message is the thrown error's, which is the `cause` in the same process.",
  },
  CAPACITY_REACHED: {
    class: classes.CapacityError,
    httpStatus: 503,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The server has no free session.",
  },
  FACTORY_ERROR: {
    class: classes.FactoryError,
    httpStatus: 500,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The environment could not be made: its factory threw, or returned something else.",
  },
  SESSION_ERROR: {
    class: classes.SessionError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: false,
    summary: "A session cannot be used, for a reason that has no code of its own.",
  },
  SESSION_BROKEN: {
    class: classes.SessionBrokenError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The session's environment overran a deadline and was given up; `reset` builds a fresh one.",
  },
  SESSION_EXPIRED: {
    class: classes.SessionExpiredError,
    httpStatus: 410,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The session was idle for longer than the server allows and has been closed.",
  },
  SESSION_REQUIRED: {
    class: classes.SessionRequiredError,
    httpStatus: 409,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "An HTTP request that needs a session named none.",
  },
  SESSION_LOST: {
    class: classes.SessionLostError,
    httpStatus: 404,
    jsonRpcCode: -32602,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The server has no session of that id: it never had, it was closed, or the server was restarted.",
  },
  UNKNOWN_ENVIRONMENT: {
    class: classes.UnknownEnvironmentError,
    httpStatus: 404,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The server hosts no environment of that name.",
  },
  NOT_RESET: {
    class: classes.NotResetError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A step came before the first successful reset.",
  },
  EPISODE_OVER: {
    class: classes.EpisodeOverError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A step came after the end of the episode.",
  },
  INVALID_OBSERVATION: {
    class: classes.InvalidObservationError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "What the environment returned is not what its contract declares, or cannot be carried by JSON.",
  },
  INVALID_REWARD: {
    class: classes.InvalidRewardError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary: "The reward is not a finite number.",
  },
  ...RUBRIC_ERROR_ROWS,
  ...TASK_ERROR_ROWS,
  TIMEOUT: {
    class: classes.DeadlineError,
    httpStatus: 504,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A call took longer than it may.",
  },
  TOO_LARGE: {
    class: classes.TooLargeError,
    httpStatus: 413,
    jsonRpcCode: -32600,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A message is larger than its limit, or nested too deeply.",
  },
  UNAUTHORIZED: {
    class: classes.UnauthorizedError,
    httpStatus: 401,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The request has no bearer token, or a wrong one.",
  },
  FORBIDDEN: {
    class: classes.ForbiddenError,
    httpStatus: 403,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The server does not do this for anybody, or not for a page of that origin.",
  },
  CONNECTION_POISONED: {
    class: classes.ConnectionPoisonedError,
    sessionSurvives: false,
    retrySafe: true,
    summary:
      "An earlier call on this connection timed out or was aborted, so that a late reply could be taken for the next one's; `reconnect()` opens a new session.",
  },
  CONNECTION_FAILED: {
    class: classes.ConnectionFailedError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The connection could not be opened.",
  },
  SCHEMA_MISMATCH: {
    class: classes.SchemaMismatchError,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The server hosts another contract than the client was built for.",
  },
  ONE_SHOT_SERVER: {
    class: classes.OneShotServerError,
    sessionSurvives: false,
    retrySafe: true,
    summary:
      "The server keeps no sessions over HTTP, as Python's does not: each request gets an environment of its own, so that an episode would be a pretence.",
  },
  CONNECTION_CLOSED: {
    class: classes.ConnectionClosedError,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The connection ended, or was closed by this client, before the reply came.",
  },
  BUSY: {
    class: classes.BusyError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "Another call is in flight; the connection carries one at a time.",
  },
  INVALID_REPLY: {
    class: classes.InvalidReplyError,
    sessionSurvives: true,
    retrySafe: false,
    summary: "The server's reply is not what the protocol says.",
  },
  INVALID_OPTION: {
    class: classes.InvalidOptionError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "An option's value cannot be used.",
  },
  INVALID_DEFINITION: {
    class: classes.DefinitionError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A contract or its schemas cannot be used.",
  },
  INVALID_MANIFEST: {
    class: ManifestError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A manifest `openenv.yaml` cannot be read; `problems` has what is wrong, each with its line and column.",
  },
  ...TESTING_ERROR_ROWS,
};
