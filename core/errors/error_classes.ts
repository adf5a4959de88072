/**
 * The error classes: one a code. `errors.ts` beside this file has the table of what each code means on every surface.
 *
 * Who throws what: schemas and contracts throw `DefinitionError` when they are defined; the runner and the session
 * throw what an environment did wrong; the server's surfaces turn it into a wire error once, beside the handler table;
 * the client rebuilds it as the same class and adds what only it can see (connections, busy calls, replies).
 *
 * @module
 */
import type { ValidationItem } from "./validation_item.ts";

/** The data of an error that has none. */
export interface NoData {
  /** Keys a server added; none are specified. */
  readonly [key: string]: unknown;
}

/** The data of a failed validation. */
export interface ValidationData {
  /** One item for each failure, in the order of the declared fields, unknown keys last. */
  readonly errors: readonly ValidationItem[];
}

/** The data of a refusal for lack of room. */
export interface CapacityData {
  /** How many sessions the server has now. */
  readonly active_sessions: number;
  /** How many it may have. */
  readonly max_sessions: number;
  /** When to try again, in milliseconds; only over HTTP, where a server can say so. */
  readonly retry_after_ms?: number;
}

/** The data of a failed construction. */
export interface FactoryData {
  /** The factory's name, or the environment's where the factory has none. */
  readonly factory_name: string;
  /** What the factory threw. */
  readonly reason?: string;
}

/** The data of an error about one place of a returned value. */
export interface PathData {
  /** The place, from the outside in; begins with `observation`, `info` or `state`. */
  readonly path: readonly (string | number)[];
}

/** The data of a reward that cannot be used. */
export interface RewardData {
  /** The path of the rubric whose score it is; absent for a reward that the environment or a transform gave. */
  readonly rubric?: string;
}

/** The data of a missed deadline. */
export interface TimeoutData {
  /** How long the call was allowed to take, in milliseconds. */
  readonly timeout_ms: number;
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
  /** The name that was asked for. */
  readonly environment: string;
  /** The names of those that it hosts, where it says so. */
  readonly known?: readonly string[];
}

/** One side of a contract that two sides have to agree on. */
export interface ContractIdentity {
  /** The contract's name. */
  readonly name: string;
  /** The contract's version. */
  readonly version: string;
  /** The hash of its schemas. */
  readonly hash: string;
}

/** The data of a server that hosts another contract than the client was built for. */
export interface SchemaMismatchData {
  /** What the client was built for. */
  readonly client: ContractIdentity;
  /** What the server hosts. */
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

/**
 * What every error of this project is: a class, a stable `code`, typed `data`, and a message that names the failed
 * action and the state.
 */
export class OpenEnvError<Data extends object = object> extends Error {
  /** What happened, for programs; the table in `docs/errors.md` lists all codes. */
  readonly code: string;
  /** What happened, in detail; the keys depend on the code and are snake_case, since they cross the wire. */
  readonly data: Data;

  /** Makes an error; most callers use a subclass, which knows its code. */
  constructor(code: string, message: string, data: Data, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.data = data;
  }
}

/** A frame was not JSON. Code `INVALID_JSON`. */
export class InvalidJsonError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `INVALID_JSON`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("INVALID_JSON", message, data, options);
  }
}

/** A frame named a message type that the server does not know. Code `UNKNOWN_TYPE`. */
export class UnknownTypeError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `UNKNOWN_TYPE`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("UNKNOWN_TYPE", message, data, options);
  }
}

/**
 * An action, reset options or a message failed validation; nothing was executed and nothing was counted. Code `VALIDATION_ERROR`.
 */
export class ValidationError extends OpenEnvError<ValidationData> {
  /** Makes the error; its code is `VALIDATION_ERROR`. */
  constructor(message: string, data: ValidationData, options?: ErrorOptions) {
    super("VALIDATION_ERROR", message, data, options);
  }
}

/**
 * The environment's own code threw; the message is the thrown error's, which is the `cause` in the same process. Code `EXECUTION_ERROR`.
 */
export class ExecutionError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `EXECUTION_ERROR`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("EXECUTION_ERROR", message, data, options);
  }
}

/** The server has no free session. Code `CAPACITY_REACHED`. */
export class CapacityError extends OpenEnvError<CapacityData> {
  /** Makes the error; its code is `CAPACITY_REACHED`. */
  constructor(message: string, data: CapacityData, options?: ErrorOptions) {
    super("CAPACITY_REACHED", message, data, options);
  }
}

/** The environment could not be made: its factory threw, or returned something else. Code `FACTORY_ERROR`. */
export class FactoryError extends OpenEnvError<FactoryData> {
  /** Makes the error; its code is `FACTORY_ERROR`. */
  constructor(message: string, data: FactoryData, options?: ErrorOptions) {
    super("FACTORY_ERROR", message, data, options);
  }
}

/** A session cannot be used, for a reason that has no code of its own. Code `SESSION_ERROR`. */
export class SessionError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `SESSION_ERROR`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_ERROR", message, data, options);
  }
}

/** The session's environment overran a deadline and was given up; `reset` builds a fresh one. Code `SESSION_BROKEN`. */
export class SessionBrokenError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `SESSION_BROKEN`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_BROKEN", message, data, options);
  }
}

/** The session was idle for longer than the server allows and has been closed. Code `SESSION_EXPIRED`. */
export class SessionExpiredError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `SESSION_EXPIRED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_EXPIRED", message, data, options);
  }
}

/** An HTTP request that needs a session named none. Code `SESSION_REQUIRED`. */
export class SessionRequiredError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `SESSION_REQUIRED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_REQUIRED", message, data, options);
  }
}

/**
 * The server has no session of that id: it never had, it was closed, or the server was restarted. Code `SESSION_LOST`.
 */
export class SessionLostError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `SESSION_LOST`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("SESSION_LOST", message, data, options);
  }
}

/** The server hosts no environment of that name. Code `UNKNOWN_ENVIRONMENT`. */
export class UnknownEnvironmentError extends OpenEnvError<UnknownEnvironmentData> {
  /** Makes the error; its code is `UNKNOWN_ENVIRONMENT`. */
  constructor(message: string, data: UnknownEnvironmentData, options?: ErrorOptions) {
    super("UNKNOWN_ENVIRONMENT", message, data, options);
  }
}

/** A step came before the first successful reset. Code `NOT_RESET`. */
export class NotResetError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `NOT_RESET`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("NOT_RESET", message, data, options);
  }
}

/** A step came after the end of the episode. Code `EPISODE_OVER`. */
export class EpisodeOverError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `EPISODE_OVER`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("EPISODE_OVER", message, data, options);
  }
}

/**
 * What the environment returned is not what its contract declares, or cannot be carried by JSON. Code `INVALID_OBSERVATION`.
 */
export class InvalidObservationError extends OpenEnvError<PathData> {
  /** Makes the error; its code is `INVALID_OBSERVATION`. */
  constructor(message: string, data: PathData, options?: ErrorOptions) {
    super("INVALID_OBSERVATION", message, data, options);
  }
}

/** The reward is not a finite number. Code `INVALID_REWARD`. */
export class InvalidRewardError extends OpenEnvError<RewardData> {
  /** Makes the error; its code is `INVALID_REWARD`. */
  constructor(message: string, data: RewardData, options?: ErrorOptions) {
    super("INVALID_REWARD", message, data, options);
  }
}

/** A call took longer than it may. Code `TIMEOUT`. */
export class DeadlineError extends OpenEnvError<TimeoutData> {
  /** Makes the error; its code is `TIMEOUT`. */
  constructor(message: string, data: TimeoutData, options?: ErrorOptions) {
    super("TIMEOUT", message, data, options);
  }
}

/** A message is larger than its limit, or nested too deeply. Code `TOO_LARGE`. */
export class TooLargeError extends OpenEnvError<SizeData> {
  /** Makes the error; its code is `TOO_LARGE`. */
  constructor(message: string, data: SizeData, options?: ErrorOptions) {
    super("TOO_LARGE", message, data, options);
  }
}

/** The request has no bearer token, or a wrong one. Code `UNAUTHORIZED`. */
export class UnauthorizedError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `UNAUTHORIZED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("UNAUTHORIZED", message, data, options);
  }
}

/** The server does not do this for anybody, or not for a page of that origin. Code `FORBIDDEN`. */
export class ForbiddenError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `FORBIDDEN`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("FORBIDDEN", message, data, options);
  }
}

/**
 * An earlier call on this connection timed out or was aborted, so that a late reply could be taken for the next one's; `reconnect()` opens a new session. Code `CONNECTION_POISONED`.
 */
export class ConnectionPoisonedError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `CONNECTION_POISONED`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("CONNECTION_POISONED", message, data, options);
  }
}

/** The connection could not be opened. Code `CONNECTION_FAILED`. */
export class ConnectionFailedError extends OpenEnvError<UrlData> {
  /** Makes the error; its code is `CONNECTION_FAILED`. */
  constructor(message: string, data: UrlData, options?: ErrorOptions) {
    super("CONNECTION_FAILED", message, data, options);
  }
}

/** The server hosts another contract than the client was built for. Code `SCHEMA_MISMATCH`. */
export class SchemaMismatchError extends OpenEnvError<SchemaMismatchData> {
  /** Makes the error; its code is `SCHEMA_MISMATCH`. */
  constructor(message: string, data: SchemaMismatchData, options?: ErrorOptions) {
    super("SCHEMA_MISMATCH", message, data, options);
  }
}

/** The server keeps no sessions over HTTP, so that an episode there would be a pretence. Code `ONE_SHOT_SERVER`. */
export class OneShotServerError extends OpenEnvError<UrlData> {
  /** Makes the error; its code is `ONE_SHOT_SERVER`. */
  constructor(message: string, data: UrlData, options?: ErrorOptions) {
    super("ONE_SHOT_SERVER", message, data, options);
  }
}

/** The connection ended, or was closed by this client, before the reply came. Code `CONNECTION_CLOSED`. */
export class ConnectionClosedError extends OpenEnvError<CloseData> {
  /** Makes the error; its code is `CONNECTION_CLOSED`. */
  constructor(message: string, data: CloseData, options?: ErrorOptions) {
    super("CONNECTION_CLOSED", message, data, options);
  }
}

/** Another call is in flight; the connection carries one at a time. Code `BUSY`. */
export class BusyError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `BUSY`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("BUSY", message, data, options);
  }
}

/** The server's reply is not what the protocol says. Code `INVALID_REPLY`. */
export class InvalidReplyError extends OpenEnvError<NoData> {
  /** Makes the error; its code is `INVALID_REPLY`. */
  constructor(message: string, data: NoData, options?: ErrorOptions) {
    super("INVALID_REPLY", message, data, options);
  }
}

/** An option's value cannot be used. Code `INVALID_OPTION`. */
export class InvalidOptionError extends OpenEnvError<OptionData> {
  /** Makes the error; its code is `INVALID_OPTION`. */
  constructor(message: string, data: OptionData, options?: ErrorOptions) {
    super("INVALID_OPTION", message, data, options);
  }
}

/** A contract or its schemas cannot be used. Code `INVALID_DEFINITION`. */
export class DefinitionError extends OpenEnvError<PartData> {
  /** Makes the error; its code is `INVALID_DEFINITION`. */
  constructor(message: string, data: PartData, options?: ErrorOptions) {
    super("INVALID_DEFINITION", message, data, options);
  }
}
