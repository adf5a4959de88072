import * as classes from "./error_classes.ts";
import { OpenEnvError } from "./error_classes.ts";
import { formatPath } from "./schema/check_json.ts";

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
};

/** An error as a wire frame or an HTTP body carries it: message, code, and the keys of its data beside them. */
export interface WireError {
  /** What happened, for people. */
  readonly message: string;
  /** What happened, for programs. */
  readonly code: string;
  /** The error's data. */
  readonly [key: string]: unknown;
}

/**
 * Turns whatever was thrown into what the wire carries; anything that is not ours is an `EXECUTION_ERROR`.
 *
 * A failed validation says `Invalid message` and lists its items, as the reference does.
 */
export function toWireError(thrown: unknown): WireError {
  if (!(thrown instanceof OpenEnvError)) return { message: messageOf(thrown), code: "EXECUTION_ERROR" };
  const message = thrown.code === "VALIDATION_ERROR" ? "Invalid message" : thrown.message;
  return { message, code: thrown.code, ...thrown.data };
}

/**
 * Rebuilds an error from what the wire carried: our class if the code is known, {@linkcode OpenEnvError} otherwise.
 */
export function fromWireError(wire: Readonly<Record<string, unknown>>): OpenEnvError {
  const { message, code, ...data } = wire as Record<string, unknown>;
  const known = typeof code === "string" ? code : "UNKNOWN";
  const row = Object.hasOwn(ERROR_TABLE, known) ? ERROR_TABLE[known] : undefined;
  const text = known === "VALIDATION_ERROR" ? describeItems(data.errors) : String(message ?? "Unknown error");
  if (known === "VALIDATION_ERROR" && !Array.isArray(data.errors)) data.errors = [];
  return row === undefined ? new OpenEnvError(known, text, data) : new row.class(text, data);
}

/** The text of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return typeof thrown === "object" && thrown !== null ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

function describeItems(items: unknown): string {
  const [first] = Array.isArray(items) ? items : [];
  if (first === undefined) return "Cannot send message: it failed validation";
  const place = Array.isArray(first.loc) ? formatPath(first.loc, "data") : "data";
  const more = (items as unknown[]).length > 1 ? ` (and ${(items as unknown[]).length - 1} more)` : "";
  return `Cannot send message: ${place}: ${first.msg}${more}`;
}
