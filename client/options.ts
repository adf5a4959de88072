import type { Log } from "@openenv/core";
import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import {
  DEFAULT_SESSION_LIMITS,
  type ObservationChecks,
  resolveObservationChecks,
  type SessionLimits,
} from "@openenv/core/session/settings";

/** What a client may be told, wherever its environment runs. */
export interface EnvClientOptions {
  /** How long connecting may take, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long to wait for one reply, in milliseconds; a call may say otherwise. Default: 60,000. */
  readonly replyTimeoutMs?: number;
  /** How long to wait for the end when closing, in milliseconds. Default: 10,000. */
  readonly closeTimeoutMs?: number;
  /**
   * Headers of the opening handshake, or of every request over HTTP. A browser's WebSocket can't carry any:
   * `InvalidOptionError`.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** A bearer token, sent in the header `Authorization`; the same limit applies. */
  readonly token?: string;
  /**
   * What carries the calls: one WebSocket, or HTTP requests, for networks that let nothing else through. Calls, results
   * and errors are the same; {@linkcode HttpEnvClient} lists what is not. Default: `"websocket"`.
   */
  readonly transport?: "websocket" | "http";
  /**
   * `true` connects to a server that hosts another contract than the given one. Default: `false`, which is
   * `SchemaMismatchError`; a server that does not say what it hosts, as Python's, is taken at the caller's word.
   */
  readonly allowSchemaMismatch?: boolean;
}

/** What a client of an environment in the same process may be told. */
export interface InProcessOptions extends Pick<EnvClientOptions, "replyTimeoutMs" | "closeTimeoutMs"> {
  /**
   * `true` passes everything through JSON, so that neither side sees the other's objects. `false` hands the objects
   * themselves over: faster, but what one side changes the other sees. Default: `true`.
   */
  readonly copy?: boolean;
  /** How long the environment's own calls may take. Default: as on a server. */
  readonly limits?: Partial<SessionLimits>;
  /** Takes what the environment logs. Default: `console.error`. */
  readonly log?: Log;
  /** `true` adds the score of every named rubric of a step to its result, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
  /**
   * `"sampled"` checks the observations of resets, of the first 16 steps of an instance, and of one step in 64 after
   * that, for environments whose checks cost too much. Default: `"always"`.
   */
  readonly checkObservations?: ObservationChecks;
}

/** What one call may ask for itself. */
export interface CallOptions {
  /**
   * How long to wait for the reply, in milliseconds. Default: the client's `replyTimeoutMs`.
   *
   * The server is not told, since the frames of a socket have no place for it, and goes by its own limit. A step over
   * HTTP has one (`timeout_s`): there this is the server's limit too, and the environment's deadline.
   */
  readonly timeoutMs?: number;
  /** Gives the call up; the connection is poisoned, since the reply may still come. */
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
  /** The headers, the token's among them, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** See {@linkcode EnvClientOptions}. */
  readonly transport: "websocket" | "http";
  /** See {@linkcode EnvClientOptions}. */
  readonly allowSchemaMismatch: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly copy: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly limits: SessionLimits;
  /** See {@linkcode InProcessOptions}. */
  readonly log: Log;
  /** See {@linkcode InProcessOptions}. */
  readonly includeRubricScores: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly checkObservations: ObservationChecks;
}

/** The longest time that a timer takes; more would be none at all. */
const MAX_TIMER_MS = 2_147_483_647;

/** Fills in the defaults; throws `InvalidOptionError` for a value that can't be used. */
export function resolveOptions(options: EnvClientOptions & InProcessOptions): ResolvedEnvClientOptions {
  const resolved: ResolvedEnvClientOptions = {
    connectTimeoutMs: Math.min(options.connectTimeoutMs ?? 10_000, MAX_TIMER_MS),
    replyTimeoutMs: options.replyTimeoutMs ?? 60_000,
    closeTimeoutMs: Math.min(options.closeTimeoutMs ?? 10_000, MAX_TIMER_MS),
    headers: resolveHeaders(options.headers, options.token),
    transport: options.transport ?? "websocket",
    allowSchemaMismatch: options.allowSchemaMismatch ?? false,
    copy: options.copy ?? true,
    limits: { ...DEFAULT_SESSION_LIMITS, ...options.limits },
    log: options.log ?? ((...data) => console.error(...data)),
    includeRubricScores: options.includeRubricScores ?? false,
    checkObservations: resolveObservationChecks(options.checkObservations),
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
