import type { Log } from "@openenv/core";
import type { Provider } from "@openenv/core/provider";
import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import {
  DEFAULT_SESSION_LIMITS,
  type ObservationChecks,
  resolveObservationChecks,
  type SessionLimits,
} from "@openenv/core/session/settings";

/** Options for {@linkcode EnvClient}. */
export interface EnvClientOptions {
  /** How long connecting may take, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long to wait for one reply, in milliseconds; a call may override it. Default: 60,000. */
  readonly replyTimeoutMs?: number;
  /** How long to wait for the connection to close, in milliseconds. Default: 10,000. */
  readonly closeTimeoutMs?: number;
  /**
   * Headers of the opening handshake, or of every request over HTTP. A browser's WebSocket can't send headers, so there
   * they cause `InvalidOptionError`.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** A bearer token, sent in the `Authorization` header; the same restriction applies. */
  readonly token?: string;
  /**
   * The transport: one WebSocket, or HTTP requests for networks that block WebSockets. Calls, results and errors are
   * the same; {@linkcode HttpEnvClient} lists the exceptions. Default: `"websocket"`.
   */
  readonly transport?: "websocket" | "http";
  /**
   * `true` connects even if the server hosts another contract than the given one; observations and states are then not
   * checked either. Default: `false`, which throws `SchemaMismatchError`. A server that does not report what it hosts,
   * such as Python's, is always accepted.
   */
  readonly allowSchemaMismatch?: boolean;
  /**
   * Which observations are checked with the contract. One that breaks it is `InvalidReplyError`, or
   * `InvalidObservationError` in the same process. `"sampled"` checks only the observations of resets, of the first 16
   * steps, and of one step in 64 after that. Use it if the checks cost too much. Default: `"always"`.
   */
  readonly checkObservations?: ObservationChecks;
  /**
   * The provider that runs the server. Closing the client closes it, and the error of a lost connection says how the
   * server ended. Its token is sent unless the option `token` is set. Default: none.
   */
  readonly provider?: Provider;
}

/** Options for a client of an environment in the same process. */
export interface InProcessOptions
  extends Pick<EnvClientOptions, "replyTimeoutMs" | "closeTimeoutMs" | "checkObservations"> {
  /**
   * `true` passes everything through JSON, so that the two sides share no objects. `false` passes the objects
   * themselves: faster, but each side sees the other's changes. Default: `true`.
   */
  readonly copy?: boolean;
  /** Time limits for the environment's own calls. Default: those of its manifest, and otherwise the same as on a server. */
  readonly limits?: Partial<SessionLimits>;
  /** Logger for the environment. Default: `console.error`. */
  readonly log?: Log;
  /** `true` adds the score of every named rubric of a step to its result, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
}

/** Options for a client of an environment in a module, which the client runs. */
export interface ModuleOptions
  extends InProcessOptions, Pick<EnvClientOptions, "connectTimeoutMs" | "allowSchemaMismatch"> {}

/** Options for one call. */
export interface CallOptions {
  /**
   * How long to wait for the reply, in milliseconds. Default: the client's `replyTimeoutMs`.
   *
   * A WebSocket frame can't carry this limit, so the server applies its own. Over HTTP, a step sends it as `timeout_s`:
   * there it is also the server's limit and the environment's deadline.
   */
  readonly timeoutMs?: number;
  /** Aborts the call. This poisons the connection, since the reply may still come. */
  readonly signal?: AbortSignal;
}

/** The options with every default filled in. */
export interface ResolvedEnvClientOptions {
  /** See {@linkcode EnvClientOptions}. */
  readonly connectTimeoutMs: number;
  /** See {@linkcode EnvClientOptions}. */
  readonly replyTimeoutMs: number;
  /** See {@linkcode EnvClientOptions}. */
  readonly closeTimeoutMs: number;
  /** The headers, including the token's; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** See {@linkcode EnvClientOptions}. */
  readonly transport: "websocket" | "http";
  /** See {@linkcode EnvClientOptions}. */
  readonly allowSchemaMismatch: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly copy: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly limits: SessionLimits;
  /** The limits that the caller has given; they are in `limits` too. */
  readonly givenLimits: Partial<SessionLimits>;
  /** See {@linkcode InProcessOptions}. */
  readonly log: Log;
  /** See {@linkcode InProcessOptions}. */
  readonly includeRubricScores: boolean;
  /** See {@linkcode EnvClientOptions}. */
  readonly checkObservations: ObservationChecks;
  /** See {@linkcode EnvClientOptions}. */
  readonly provider: Provider | undefined;
}

/** The longest delay that a timer accepts; a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** Fills in the defaults; throws `InvalidOptionError` for an invalid value. */
export function resolveOptions(options: EnvClientOptions & InProcessOptions): ResolvedEnvClientOptions {
  const resolved: ResolvedEnvClientOptions = {
    connectTimeoutMs: Math.min(options.connectTimeoutMs ?? 10_000, MAX_TIMER_MS),
    replyTimeoutMs: options.replyTimeoutMs ?? 60_000,
    closeTimeoutMs: Math.min(options.closeTimeoutMs ?? 10_000, MAX_TIMER_MS),
    headers: resolveHeaders(options.headers, options.token ?? options.provider?.token),
    transport: options.transport ?? "websocket",
    allowSchemaMismatch: options.allowSchemaMismatch ?? false,
    copy: options.copy ?? true,
    limits: { ...DEFAULT_SESSION_LIMITS, ...options.limits },
    givenLimits: options.limits ?? {},
    log: options.log ?? ((...data) => console.error(...data)),
    includeRubricScores: options.includeRubricScores ?? false,
    checkObservations: resolveObservationChecks(options.checkObservations),
    provider: options.provider,
  };
  for (const option of ["connectTimeoutMs", "replyTimeoutMs", "closeTimeoutMs"] as const) {
    assertDuration(option, resolved[option]);
  }
  if (resolved.transport !== "websocket" && resolved.transport !== "http") {
    throw new InvalidOptionError(`Cannot use option transport: ${resolved.transport} is not "websocket" or "http"`, {
      option: "transport",
    });
  }
  return resolved;
}

/** Throws `InvalidOptionError` unless the value is a positive number of milliseconds. */
export function assertDuration(option: string, value: number): void {
  if (typeof value === "number" && value > 0) return;
  throw new InvalidOptionError(`Cannot use option ${option}: ${value} is not a positive number of milliseconds`, {
    option,
  });
}

function resolveHeaders(
  given: Readonly<Record<string, string>> | undefined,
  token: string | undefined,
): Record<string, string> {
  let headers: Headers;
  try {
    headers = new Headers(given);
  } catch (cause) {
    throw new InvalidOptionError(`Cannot use option headers: ${messageOf(cause)}`, { option: "headers" }, { cause });
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new InvalidOptionError("Cannot use option token: it has characters that a header cannot carry", {
      option: "token",
    });
  }
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  return Object.fromEntries(headers);
}
