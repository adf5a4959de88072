import { InvalidOptionError, type Log } from "@openenv/core";
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "@openenv/core/session";

/** What a client may be told, wherever its environment runs. */
export interface EnvClientOptions {
  /** How long connecting may take, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long to wait for one reply, in milliseconds; a call may say otherwise. Default: 60,000. */
  readonly replyTimeoutMs?: number;
  /** How long to wait for the end when closing, in milliseconds. Default: 10,000. */
  readonly closeTimeoutMs?: number;
  /** Headers of the opening handshake. A browser's WebSocket can't carry any: `InvalidOptionError`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A bearer token, sent in the header `Authorization`; the same limit applies. */
  readonly token?: string;
}

/** What a client of an environment in the same process may be told. */
export interface InProcessOptions extends Pick<EnvClientOptions, "replyTimeoutMs"> {
  /**
   * `true` passes everything through JSON, so that neither side sees the other's objects. `false` hands the objects
   * themselves over: faster, but what one side changes the other sees. Default: `true`.
   */
  readonly copy?: boolean;
  /** How long the environment's own calls may take. Default: as on a server. */
  readonly limits?: Partial<SessionLimits>;
  /** Takes what the environment logs. Default: `console.error`. */
  readonly log?: Log;
}

/** What one call may ask for itself. */
export interface CallOptions {
  /** How long to wait for the reply, in milliseconds. Default: the client's `replyTimeoutMs`. */
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
  /** The headers, the token's among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** See {@linkcode InProcessOptions}. */
  readonly copy: boolean;
  /** See {@linkcode InProcessOptions}. */
  readonly limits: SessionLimits;
  /** See {@linkcode InProcessOptions}. */
  readonly log: Log;
}

/** Fills in the defaults; throws `InvalidOptionError` for a value that can't be used. */
export function resolveOptions(options: EnvClientOptions & InProcessOptions): ResolvedEnvClientOptions {
  const resolved: ResolvedEnvClientOptions = {
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    replyTimeoutMs: options.replyTimeoutMs ?? 60_000,
    closeTimeoutMs: options.closeTimeoutMs ?? 10_000,
    headers: withToken(options.headers ?? {}, options.token),
    copy: options.copy ?? true,
    limits: { ...DEFAULT_SESSION_LIMITS, ...options.limits },
    log: options.log ?? ((...data) => console.error(...data)),
  };
  for (const option of ["connectTimeoutMs", "replyTimeoutMs", "closeTimeoutMs"] as const) {
    assertDuration(option, resolved[option]);
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

function withToken(headers: Readonly<Record<string, string>>, token: string | undefined): Record<string, string> {
  if (token === undefined) return { ...headers };
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InvalidOptionError("Cannot use option token: it has characters that a header cannot carry", {
      option: "token",
    });
  }
  return { ...headers, Authorization: `Bearer ${token}` };
}
