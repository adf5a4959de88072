import * as classes from "./error_classes.ts";
import type { ErrorRow } from "./error_row.ts";
import { RENDERING_ERROR_ROWS } from "./rendering_errors.ts";
import { RUBRIC_ERROR_ROWS } from "./rubric_error_rows.ts";
import { TASK_ERROR_ROWS } from "./task_error_rows.ts";
import { TOOL_ERROR_ROWS } from "./tool_errors.ts";

/**
 * The error codes: class, status on each surface, whether the session survives, whether a retry is safe.
 *
 * `docs/errors.md` is generated from this table.
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
    summary: "An action, reset options or a message failed validation. Nothing was executed or counted.",
  },
  EXECUTION_ERROR: {
    class: classes.ExecutionError,
    httpStatus: 500,
    jsonRpcCode: -32603,
    sessionSurvives: true,
    retrySafe: false,
    summary:
      "The environment's own code threw an error. Its message is kept; in the same process, the error is the `cause`.",
  },
  CAPACITY_REACHED: {
    class: classes.CapacityError,
    httpStatus: 503,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: true,
    summary: "The server has no free slot for a session.",
  },
  FACTORY_ERROR: {
    class: classes.FactoryError,
    httpStatus: 500,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: true,
    summary:
      "The environment could not be created: its factory threw, or returned something that is not an environment.",
  },
  SESSION_ERROR: {
    class: classes.SessionError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The session can't be used, for a reason that has no code of its own.",
  },
  SESSION_BROKEN: {
    class: classes.SessionBrokenError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The session's environment overran a deadline and was given up. `reset` builds a fresh one.",
  },
  SESSION_EXPIRED: {
    class: classes.SessionExpiredError,
    httpStatus: 410,
    jsonRpcCode: -32000,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The session was idle for longer than the server allows, and was closed.",
  },
  SESSION_REQUIRED: {
    class: classes.SessionRequiredError,
    httpStatus: 409,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "An HTTP request named no session, but needs one.",
  },
  SESSION_LOST: {
    class: classes.SessionLostError,
    httpStatus: 404,
    jsonRpcCode: -32602,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The server has no session with that id: it never existed, it was closed, or the server was restarted.",
  },
  UNKNOWN_ENVIRONMENT: {
    class: classes.UnknownEnvironmentError,
    httpStatus: 404,
    jsonRpcCode: -32602,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The server hosts no environment with that name.",
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
    summary: "The environment returned something that its contract does not declare, or that JSON can't express.",
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
  ...TOOL_ERROR_ROWS,
  ...RENDERING_ERROR_ROWS,
  TIMEOUT: {
    class: classes.DeadlineError,
    httpStatus: 504,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A call took longer than its limit.",
  },
  TOO_LARGE: {
    class: classes.TooLargeError,
    httpStatus: 413,
    jsonRpcCode: -32600,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A message is larger than its limit, or nested too deeply.",
  },
  REPLY_NOT_KEPT: {
    class: classes.ReplyNotKeptError,
    httpStatus: 409,
    jsonRpcCode: -32000,
    sessionSurvives: true,
    retrySafe: false,
    summary: "A request with the same `OpenEnv-Request-Id` was executed before, and its answer was too large to keep.",
  },
  INVALID_UPGRADE: {
    class: classes.InvalidUpgradeError,
    httpStatus: 400,
    jsonRpcCode: -32600,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A request asks for a WebSocket, but is not a valid handshake.",
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
    summary: "The server refuses this request from everyone, or from pages of that origin.",
  },
  CONNECTION_POISONED: {
    class: classes.ConnectionPoisonedError,
    sessionSurvives: false,
    retrySafe: true,
    summary:
      "An earlier call on this connection timed out or was aborted, so its late reply could be mistaken for the next one. `reconnect()` opens a new session.",
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
    summary: "The server hosts a different contract from the client's.",
  },
  ONE_SHOT_SERVER: {
    class: classes.OneShotServerError,
    sessionSurvives: false,
    retrySafe: true,
    summary:
      "The server keeps no sessions over HTTP, like Python's server: each request gets a new environment, so there can be no episode.",
  },
  CONNECTION_CLOSED: {
    class: classes.ConnectionClosedError,
    sessionSurvives: false,
    retrySafe: false,
    summary: "The connection ended, or this client closed it, before the reply came.",
  },
  SYNC_UNAVAILABLE: {
    class: classes.SyncUnavailableError,
    sessionSurvives: true,
    retrySafe: true,
    summary:
      "A synchronous client can't be used here: the client has already connected, its target can't be reached from a worker, or this thread must not block.",
  },
  BUSY: {
    class: classes.BusyError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "Another call is in flight. A connection carries one call at a time.",
  },
  INVALID_REPLY: {
    class: classes.InvalidReplyError,
    sessionSurvives: true,
    retrySafe: false,
    summary: "The server's reply breaks the protocol, or the contract.",
  },
  INVALID_OPTION: {
    class: classes.InvalidOptionError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "The value of an option can't be used.",
  },
  INVALID_DEFINITION: {
    class: classes.DefinitionError,
    sessionSurvives: true,
    retrySafe: true,
    summary: "A contract or its schemas can't be used.",
  },
};
