import { type AnyContract, InvalidOptionError, type Log } from "@openenv/core";
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "@openenv/core/session";

/** What {@linkcode createApp} may be told. */
export interface AppOptions {
  /**
   * The most sessions at once; the next one is refused with `CAPACITY_REACHED`. Default: 1,024, or the contract's
   * `maxSessions` if that is less. More than the contract allows is an error.
   */
  readonly maxSessions?: number;
  /** How long a session with an open socket may be idle, in milliseconds, before it is closed. Default: 1 hour. */
  readonly idleTimeoutMs?: number;
  /** How long a peer may leave pings unanswered, in milliseconds, before its socket is dropped. Default: 120,000. */
  readonly pingTimeoutMs?: number;
  /** How long the calls of an environment may take. */
  readonly limits?: Partial<SessionLimits>;
  /** The largest messages. */
  readonly messages?: Partial<ConnectionLimits>;
  /** Takes what environments log, and what goes wrong where no caller is left to hear it. Default: `console.error`. */
  readonly log?: Log;
}

/** {@linkcode AppOptions} with every default filled in. */
export interface ResolvedAppOptions {
  /** As asked for; the contract's ceiling is applied when the contract is known. */
  readonly maxSessions: number | undefined;
  /** See {@linkcode AppOptions}. */
  readonly idleTimeoutMs: number;
  /** See {@linkcode AppOptions}. */
  readonly pingTimeoutMs: number;
  /** See {@linkcode AppOptions}. */
  readonly limits: SessionLimits;
  /** See {@linkcode AppOptions}. */
  readonly messages: ConnectionLimits;
  /** See {@linkcode AppOptions}. */
  readonly log: Log;
}

const DEFAULT_MAX_SESSIONS = 1024;

/** Fills in the defaults; throws `InvalidOptionError` for a value that can't be used. */
export function resolveAppOptions(options: AppOptions): ResolvedAppOptions {
  const resolved: ResolvedAppOptions = {
    maxSessions: options.maxSessions,
    idleTimeoutMs: options.idleTimeoutMs ?? 3_600_000,
    pingTimeoutMs: options.pingTimeoutMs ?? 120_000,
    limits: { ...DEFAULT_SESSION_LIMITS, ...options.limits },
    messages: { ...DEFAULT_CONNECTION_LIMITS, ...options.messages },
    log: options.log ?? ((...data) => console.error(...data)),
  };
  assertPositive("maxSessions", resolved.maxSessions ?? 1, Number.isSafeInteger);
  for (const option of ["idleTimeoutMs", "pingTimeoutMs"] as const) assertPositive(option, resolved[option]);
  for (const [option, value] of Object.entries(resolved.limits)) assertPositive(`limits.${option}`, value);
  for (const [option, value] of Object.entries(resolved.messages)) assertPositive(`messages.${option}`, value);
  return resolved;
}

/** The number of slots: as asked for, within the contract's ceiling. Throws `InvalidOptionError` above it. */
export function resolveMaxSessions(asked: number | undefined, contract: AnyContract): number {
  const ceiling = contract.maxSessions ?? Infinity;
  if (asked !== undefined && asked > ceiling) {
    throw new InvalidOptionError(
      `Cannot use option maxSessions: ${asked} is more than the ${ceiling} that ${contract.name} allows`,
      { option: "maxSessions" },
    );
  }
  return asked ?? Math.min(DEFAULT_MAX_SESSIONS, ceiling);
}

function assertPositive(option: string, value: number, isFitting: (value: number) => boolean = () => true): void {
  if (typeof value === "number" && value > 0 && isFitting(value)) return;
  throw new InvalidOptionError(`Cannot use option ${option}: ${value} is not a positive number`, { option });
}
