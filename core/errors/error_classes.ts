/**
 * The error classes, one per code. `error_table.ts` has the table of what each code means on every surface.
 *
 * Schemas and contracts throw `DefinitionError` when they are defined. The runner and the session throw the errors of
 * environments. The server's surfaces convert these to wire errors in one place, beside the handler table. The client
 * rebuilds them as the same classes and adds errors that only it can see (connections, busy calls, replies).
 *
 * @module
 */
import type { ValidationItem } from "./validation_item.ts";

/** The data of an error that carries none. */
export interface NoData {
  /** Keys that a server added; none are specified. */
  readonly [key: string]: unknown;
}

/** The data of a failed validation. */
export interface ValidationData {
  /** One item for each failure, in the order of the declared fields, unknown keys last. */
  readonly errors: readonly ValidationItem[];
}

/** The data of a capacity error. */
export interface CapacityData {
  /** The number of sessions that the server has now. */
  readonly active_sessions: number;
  /** The maximum number of sessions. */
  readonly max_sessions: number;
  /** When to try again, in milliseconds; sent over HTTP only. */
  readonly retry_after_ms?: number;
}

/** The data of a factory that failed. */
export interface FactoryData {
  /** The factory's name, or the environment's if the factory has none. */
  readonly factory_name: string;
  /** The message of what the factory threw. */
  readonly reason?: string;
}

/** The data of an error at one path of a returned value. */
export interface PathData {
  /** The path, from the outside in; begins with the name of what was returned, such as `observation`. */
  readonly path: readonly (string | number)[];
  /** The kind of the problem: a number that is not finite, another value that JSON can't carry, a breach of the schema. */
  readonly problem?: "not_finite" | "not_json" | "schema";
}

/** The data of an unusable reward. */
export interface RewardData {
  /** The path of the rubric that gave this score; absent for a reward from the environment or a transform. */
  readonly rubric?: string;
}

/** The data of a missed deadline. */
export interface TimeoutData {
  /** How long the call was allowed to take, in milliseconds. */
  readonly timeout_ms: number;
  /** The limit of a server that applied: `timeout_s` of the request, or an option such as `limits.stepMs`. */
  readonly limit?: string;
}

/** The data of an exceeded size limit. */
export interface SizeData {
  /** The message's size, in the limit's unit (bytes, or levels of nesting). */
  readonly size: number;
  /** The limit. */
  readonly limit: number;
}

/** The data of a failed connection. */
export interface UrlData {
  /** The URL that was tried. */
  readonly url: string;
}

/** The data of an environment that a server does not host. */
export interface UnknownEnvironmentData {
  /** The name that was requested. */
  readonly environment: string;
  /** The names of the environments that it hosts, if the server lists them. */
  readonly known?: readonly string[];
}

/** One side's contract, where two sides have to agree. */
export interface ContractIdentity {
  /** The contract's name. */
  readonly name: string;
  /** The contract's version. */
  readonly version: string;
  /** The hash of its schemas. */
  readonly hash: string;
}

/** The data of a schema mismatch: the server hosts another contract than the client was built for. */
export interface SchemaMismatchData {
  /** The client's contract. */
  readonly client: ContractIdentity;
  /** The server's contract. */
  readonly server: ContractIdentity;
}

/** The data of a connection's end. */
export interface CloseData {
  /** The WebSocket close code; 0 if none is known. */
  readonly close_code: number;
  /** The close reason; often empty. */
  readonly close_reason: string;
}

/** The data of an unusable option. */
export interface OptionData {
  /** The option's name. */
  readonly option: string;
}

/** The data of an unusable definition. */
export interface PartData {
  /** The part of the contract. */
  readonly part: string;
}

/** The data of {@linkcode SyncUnavailableError}. */
export interface SyncUnavailableData {
  /**
   * `"connected"`: the asynchronous client is in use. `"implementation"`: an environment object can't be sent to a
   * worker. `"same_thread"`: the server runs in the thread that the client would block. `"runtime"`: the runtime has no
   * workers that can be waited for, as a browser's page, or forbids it.
   */
  readonly reason: "connected" | "implementation" | "same_thread" | "runtime";
}

/**
 * The base class of all errors of this project: it has a stable `code`, typed `data`, and a message that names the
 * failed action and the state.
 */
export class OpenEnvError<Data extends object = object> extends Error {
  /** Identifies the error for programs; `docs/errors.md` lists all codes. */
  readonly code: string;
  /** The details. The keys depend on the code and are in snake_case, since they cross the wire. */
  readonly data: Data;

  /** Creates an error; most callers use a subclass, which knows its code. */
  constructor(code: string, message: string, data: Data, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.data = data;
  }
}

/** A frame was not JSON. Code `INVALID_JSON`. */
export class InvalidJsonError extends OpenEnvError<NoData> {
  /** Creates the error with the code `INVALID_JSON`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("INVALID_JSON", message, data, options);
  }
}

/** A frame named a message type that the server does not know. Code `UNKNOWN_TYPE`. */
export class UnknownTypeError extends OpenEnvError<NoData> {
  /** Creates the error with the code `UNKNOWN_TYPE`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("UNKNOWN_TYPE", message, data, options);
  }
}

/**
 * An action, reset options or a message failed validation; nothing was executed or counted. Code `VALIDATION_ERROR`.
 */
export class ValidationError extends OpenEnvError<ValidationData> {
  /** Creates the error with the code `VALIDATION_ERROR`. */
  constructor(message: string, data: ValidationData, options?: ErrorOptions) {
    super("VALIDATION_ERROR", message, data, options);
  }
}

/**
 * The environment's own code threw. The message is that of the thrown error, which is the `cause` in the same process.
 * Code `EXECUTION_ERROR`.
 */
export class ExecutionError extends OpenEnvError<NoData> {
  /** Creates the error with the code `EXECUTION_ERROR`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("EXECUTION_ERROR", message, data, options);
  }
}

/**
 * The environment can't use an option of the reset: it threw an `InvalidOptionError`, which is the `cause` in the same
 * process. Code `OPTION_REFUSED`.
 */
export class OptionRefusedError extends OpenEnvError<OptionData> {
  /** Creates the error with the code `OPTION_REFUSED`. */
  constructor(message: string, data: OptionData, options?: ErrorOptions) {
    super("OPTION_REFUSED", message, data, options);
  }
}

/** The server has no free session. Code `CAPACITY_REACHED`. */
export class CapacityError extends OpenEnvError<CapacityData> {
  /** Creates the error with the code `CAPACITY_REACHED`. */
  constructor(message: string, data: CapacityData, options?: ErrorOptions) {
    super("CAPACITY_REACHED", message, data, options);
  }
}

/** The environment could not be created: its factory threw, or returned something else. Code `FACTORY_ERROR`. */
export class FactoryError extends OpenEnvError<FactoryData> {
  /** Creates the error with the code `FACTORY_ERROR`. */
  constructor(message: string, data: FactoryData, options?: ErrorOptions) {
    super("FACTORY_ERROR", message, data, options);
  }
}

/** A session cannot be used, for a reason that has no code of its own. Code `SESSION_ERROR`. */
export class SessionError extends OpenEnvError<NoData> {
  /** Creates the error with the code `SESSION_ERROR`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_ERROR", message, data, options);
  }
}

/**
 * The session's environment exceeded a deadline and was abandoned; `reset` creates a new one. Code `SESSION_BROKEN`.
 */
export class SessionBrokenError extends OpenEnvError<NoData> {
  /** Creates the error with the code `SESSION_BROKEN`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_BROKEN", message, data, options);
  }
}

/** The session was idle for longer than the server allows and has been closed. Code `SESSION_EXPIRED`. */
export class SessionExpiredError extends OpenEnvError<NoData> {
  /** Creates the error with the code `SESSION_EXPIRED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_EXPIRED", message, data, options);
  }
}

/** An HTTP request that needs a session named none. Code `SESSION_REQUIRED`. */
export class SessionRequiredError extends OpenEnvError<NoData> {
  /** Creates the error with the code `SESSION_REQUIRED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_REQUIRED", message, data, options);
  }
}

/**
 * The server has no session with that id: it never had, it was closed, or the server was restarted. Code
 * `SESSION_LOST`.
 */
export class SessionLostError extends OpenEnvError<NoData> {
  /** Creates the error with the code `SESSION_LOST`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_LOST", message, data, options);
  }
}

/** The server hosts no environment with that name. Code `UNKNOWN_ENVIRONMENT`. */
export class UnknownEnvironmentError extends OpenEnvError<UnknownEnvironmentData> {
  /** Creates the error with the code `UNKNOWN_ENVIRONMENT`. */
  constructor(message: string, data: UnknownEnvironmentData, options?: ErrorOptions) {
    super("UNKNOWN_ENVIRONMENT", message, data, options);
  }
}

/** A step came before the first successful reset. Code `NOT_RESET`. */
export class NotResetError extends OpenEnvError<NoData> {
  /** Creates the error with the code `NOT_RESET`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("NOT_RESET", message, data, options);
  }
}

/** A step came after the end of the episode. Code `EPISODE_OVER`. */
export class EpisodeOverError extends OpenEnvError<NoData> {
  /** Creates the error with the code `EPISODE_OVER`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("EPISODE_OVER", message, data, options);
  }
}

/**
 * The environment returned something that its contract does not declare or that JSON cannot carry. Code
 * `INVALID_OBSERVATION`.
 */
export class InvalidObservationError extends OpenEnvError<PathData> {
  /** Creates the error with the code `INVALID_OBSERVATION`. */
  constructor(message: string, data: PathData, options?: ErrorOptions) {
    super("INVALID_OBSERVATION", message, data, options);
  }
}

/** The reward is not a finite number. Code `INVALID_REWARD`. */
export class InvalidRewardError extends OpenEnvError<RewardData> {
  /** Creates the error with the code `INVALID_REWARD`. */
  constructor(message: string, data: RewardData, options?: ErrorOptions) {
    super("INVALID_REWARD", message, data, options);
  }
}

/** A call took longer than its limit. Code `TIMEOUT`. */
export class DeadlineError extends OpenEnvError<TimeoutData> {
  /** Creates the error with the code `TIMEOUT`. */
  constructor(message: string, data: TimeoutData, options?: ErrorOptions) {
    super("TIMEOUT", message, data, options);
  }
}

/** A message is larger than its limit, or nested too deeply. Code `TOO_LARGE`. */
export class TooLargeError extends OpenEnvError<SizeData> {
  /** Creates the error with the code `TOO_LARGE`. */
  constructor(message: string, data: SizeData, options?: ErrorOptions) {
    super("TOO_LARGE", message, data, options);
  }
}

/** A repeated request was carried out the first time, and its answer is not kept. Code `REPLY_NOT_KEPT`. */
export class ReplyNotKeptError extends OpenEnvError<NoData> {
  /** Creates the error with the code `REPLY_NOT_KEPT`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("REPLY_NOT_KEPT", message, data, options);
  }
}

/** A request asks for a WebSocket, but is no valid handshake. Code `INVALID_UPGRADE`. */
export class InvalidUpgradeError extends OpenEnvError<NoData> {
  /** Creates the error with the code `INVALID_UPGRADE`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("INVALID_UPGRADE", message, data, options);
  }
}

/** The request has no bearer token, or a wrong one. Code `UNAUTHORIZED`. */
export class UnauthorizedError extends OpenEnvError<NoData> {
  /** Creates the error with the code `UNAUTHORIZED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("UNAUTHORIZED", message, data, options);
  }
}

/** The server allows this for no one, or not for a page of that origin. Code `FORBIDDEN`. */
export class ForbiddenError extends OpenEnvError<NoData> {
  /** Creates the error with the code `FORBIDDEN`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("FORBIDDEN", message, data, options);
  }
}

/**
 * An earlier call on this connection timed out or was aborted, so its late reply could be taken for the next one;
 * `reconnect()` opens a new session. Code `CONNECTION_POISONED`.
 */
export class ConnectionPoisonedError extends OpenEnvError<NoData> {
  /** Creates the error with the code `CONNECTION_POISONED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("CONNECTION_POISONED", message, data, options);
  }
}

/** The connection could not be opened. Code `CONNECTION_FAILED`. */
export class ConnectionFailedError extends OpenEnvError<UrlData> {
  /** Creates the error with the code `CONNECTION_FAILED`. */
  constructor(message: string, data: UrlData, options?: ErrorOptions) {
    super("CONNECTION_FAILED", message, data, options);
  }
}

/** The server hosts another contract than the client was built for. Code `SCHEMA_MISMATCH`. */
export class SchemaMismatchError extends OpenEnvError<SchemaMismatchData> {
  /** Creates the error with the code `SCHEMA_MISMATCH`. */
  constructor(message: string, data: SchemaMismatchData, options?: ErrorOptions) {
    super("SCHEMA_MISMATCH", message, data, options);
  }
}

/** The server keeps no sessions over HTTP, so it can't run episodes there. Code `ONE_SHOT_SERVER`. */
export class OneShotServerError extends OpenEnvError<UrlData> {
  /** Creates the error with the code `ONE_SHOT_SERVER`. */
  constructor(message: string, data: UrlData, options?: ErrorOptions) {
    super("ONE_SHOT_SERVER", message, data, options);
  }
}

/** The connection ended, or was closed by this client, before the reply came. Code `CONNECTION_CLOSED`. */
export class ConnectionClosedError extends OpenEnvError<CloseData> {
  /** Creates the error with the code `CONNECTION_CLOSED`. */
  constructor(message: string, data: CloseData, options?: ErrorOptions) {
    super("CONNECTION_CLOSED", message, data, options);
  }
}

/** A synchronous client can't be used here; the data says why. Code `SYNC_UNAVAILABLE`. */
export class SyncUnavailableError extends OpenEnvError<SyncUnavailableData> {
  /** Creates the error with the code `SYNC_UNAVAILABLE`. */
  constructor(message: string, data: SyncUnavailableData, options?: ErrorOptions) {
    super("SYNC_UNAVAILABLE", message, data, options);
  }
}

/** Another call is in flight; the connection carries one at a time. Code `BUSY`. */
export class BusyError extends OpenEnvError<NoData> {
  /** Creates the error with the code `BUSY`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("BUSY", message, data, options);
  }
}

/** The server's reply does not follow the protocol. Code `INVALID_REPLY`. */
export class InvalidReplyError extends OpenEnvError<NoData> {
  /** Creates the error with the code `INVALID_REPLY`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("INVALID_REPLY", message, data, options);
  }
}

/** An option's value cannot be used. Code `INVALID_OPTION`. */
export class InvalidOptionError extends OpenEnvError<OptionData> {
  /** Creates the error with the code `INVALID_OPTION`. */
  constructor(message: string, data: OptionData, options?: ErrorOptions) {
    super("INVALID_OPTION", message, data, options);
  }
}

/** A contract or its schemas cannot be used. Code `INVALID_DEFINITION`. */
export class DefinitionError extends OpenEnvError<PartData> {
  /** Creates the error with the code `INVALID_DEFINITION`. */
  constructor(message: string, data: PartData, options?: ErrorOptions) {
    super("INVALID_DEFINITION", message, data, options);
  }
}
