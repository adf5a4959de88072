import type { HostSettings } from "./hosts/host_settings.ts";
import { type AnyContract, InvalidOptionError } from "@openenv/core";
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import {
  DEFAULT_SESSION_LIMITS,
  type ObservationChecks,
  resolveObservationChecks,
  type SessionLimits,
} from "@openenv/core/session";
import { type AccessRules, assertTokens } from "./auth.ts";
import { createLogger } from "./log/create_logger.ts";
import { LOG_LEVELS, type Logger, type LogLevel } from "./log/logger.ts";

/** The purpose of a server: driving episodes, or offering tools. */
export type ServerMode = "simulation" | "production";

/** The session of HTTP callers that name none: one for each reset, or one for all. */
export type HttpSessionMode = "per-client" | "shared";

/** Options for {@linkcode createApp} and {@linkcode HttpEnvServer}. */
export interface AppOptions {
  /**
   * The largest number of sessions at once; one more is refused with `CAPACITY_REACHED`. Default: 1,024, or the
   * contract's `maxSessions` if that is less. More than the contract allows is an error.
   */
  readonly maxSessions?: number;
  /** How long a session with an open socket may be idle before it is closed, in milliseconds. Default: 1 hour. */
  readonly idleTimeoutMs?: number;
  /**
   * How long a session opened over HTTP may be idle, in milliseconds. Default: 10 min. While a socket has joined it,
   * `idleTimeoutMs` applies.
   */
  readonly httpIdleTimeoutMs?: number;
  /**
   * The session of HTTP callers that name none. `"per-client"`: a reset opens one for each, and their other requests
   * must name it. `"shared"`: all of them share one, for programs that can't send the header `OpenEnv-Session`, such as
   * those of the reference. Two such programs at once disturb each other's episodes. Default: `"per-client"`.
   */
  readonly httpSession?: HttpSessionMode;
  /** How long a client may leave pings unanswered before its socket is dropped, in milliseconds. Default: 120,000. */
  readonly pingTimeoutMs?: number;
  /**
   * How many bytes may wait for clients that do not read, all sockets together; above that, new sessions are refused with
   * `CAPACITY_REACHED`. Default: 256 MiB.
   */
  readonly maxUnreadBytes?: number;
  /** How long the body of an HTTP request may take to arrive, in milliseconds. Default: 60,000. */
  readonly bodyTimeoutMs?: number;
  /**
   * `"simulation"` lets orchestrators drive episodes over HTTP; `"production"` has no `/reset`, `/step`, `/state` and
   * `/session`. Default: the environment variable `OPENENV_MODE`, or `"simulation"`.
   */
  readonly mode?: ServerMode;
  /**
   * `true` serves the page at `/web`, and the drawings that it shows. Default: the environment variable
   * `ENABLE_WEB_INTERFACE` (`true` or `false`), or `true` in simulation mode and `false` in production mode.
   */
  readonly web?: boolean;
  /**
   * The README that the page shows, a file. Default: the file that the environment variable `ENV_README_PATH` names, or
   * `README.md` beside the module of a `{ module: URL }`.
   */
  readonly readme?: URL;
  /** `false` makes `/ws` refuse reset, step, state and render, for servers that only offer tools. Default: `true`. */
  readonly controlFrames?: boolean;
  /**
   * The bearer token that every request must carry, except for `/health` and the page `/docs`. Default: the environment
   * variable `OPENENV_TOKEN`; without either, no token is needed.
   */
  readonly token?: string;
  /**
   * The bearer token of agents: it opens the tools on `/mcp`, and nothing else. It needs `token` beside it. Default: the
   * environment variable `OPENENV_AGENT_TOKEN`; without either, there is none.
   */
  readonly agentToken?: string;
  /**
   * The host names by which clients of the Model Context Protocol may address the server; a page whose name was rebound
   * to this machine has another. A server that is bound to loopback takes the names of this machine too. Default: none,
   * which allows every name on a server that other machines reach.
   */
  readonly allowedHosts?: readonly string[];
  /** The origins of web pages that may send requests, besides the server's own; `"*"` for all. Default: none. */
  readonly cors?: readonly string[] | "*";
  /** Where environments run, and what they may do there. Default: in this thread, with everything that it may do. */
  readonly host?: HostSettings;
  /** Time limits for the calls of an environment. */
  readonly limits?: Partial<SessionLimits>;
  /** Size limits for messages. */
  readonly messages?: Partial<ConnectionLimits>;
  /** `true` adds the score of every named rubric of a step to its result, as `info.rubric`. Default: `false`. */
  readonly includeRubricScores?: boolean;
  /**
   * `"sampled"` checks the observations of resets, of the first 16 steps of an instance, and of one step in 64 after
   * that, for environments whose checks cost too much. Default: `"always"`.
   */
  readonly checkObservations?: ObservationChecks;
  /**
   * Logger for warnings, for what environments throw, for what they write with `context.log`, and for the rest that
   * `logLevel` asks for. `console` is one. Default: text on standard error; `createLogger` writes JSON as well.
   */
  readonly log?: Logger;
  /**
   * The least important entries that are written. `"info"` adds one entry for each session and each episode, `"debug"`
   * one for each step. What environments write themselves is written at every level. Default: `"warn"`.
   */
  readonly logLevel?: LogLevel;
}

/** {@linkcode AppOptions} with their defaults. */
export interface ResolvedAppOptions
  extends
    Required<Omit<AppOptions, "maxSessions" | "readme" | "token" | "agentToken" | "cors" | "limits" | "messages">> {
  /** As passed; the contract's ceiling is applied once the contract is known. */
  readonly maxSessions: number | undefined;
  /** See {@linkcode AppOptions}. */
  readonly readme: URL | undefined;
  /** The environment variable `ENV_README_PATH`. */
  readonly readmePath: string | undefined;
  /** The options `token`, `agentToken` and `cors`. */
  readonly access: AccessRules;
  /** See {@linkcode AppOptions}. */
  readonly limits: SessionLimits;
  /** See {@linkcode AppOptions}. */
  readonly messages: ConnectionLimits;
}

const DEFAULT_MAX_SESSIONS = 1024;

/** Fills in the defaults; throws `InvalidOptionError` for a value that can't be used. */
export function resolveAppOptions(options: AppOptions): ResolvedAppOptions {
  const token = options.token ?? readVariable("OPENENV_TOKEN");
  const agentToken = options.agentToken ?? readVariable("OPENENV_AGENT_TOKEN");
  assertTokens({ token, agentToken });
  const mode = resolveMode(options.mode ?? readVariable("OPENENV_MODE") ?? "simulation");
  const resolved: ResolvedAppOptions = {
    host: options.host ?? {},
    mode,
    web: options.web ?? resolveSwitch("ENABLE_WEB_INTERFACE") ?? mode === "simulation",
    controlFrames: options.controlFrames ?? true,
    access: { token, agentToken, cors: options.cors ?? [] },
    allowedHosts: options.allowedHosts ?? [],
    maxSessions: options.maxSessions,
    readme: options.readme,
    readmePath: readVariable("ENV_README_PATH"),
    idleTimeoutMs: options.idleTimeoutMs ?? 3_600_000,
    httpIdleTimeoutMs: options.httpIdleTimeoutMs ?? 600_000,
    httpSession: resolveHttpSession(options.httpSession ?? "per-client"),
    pingTimeoutMs: options.pingTimeoutMs ?? 120_000,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 60_000,
    maxUnreadBytes: options.maxUnreadBytes ?? 256 * 1024 * 1024,
    limits: { ...DEFAULT_SESSION_LIMITS, ...options.limits },
    messages: { ...DEFAULT_CONNECTION_LIMITS, ...options.messages },
    includeRubricScores: options.includeRubricScores ?? false,
    checkObservations: resolveObservationChecks(options.checkObservations),
    log: options.log ?? createLogger(),
    logLevel: resolveLogLevel(options.logLevel ?? "warn"),
  };
  assertPositive("maxSessions", resolved.maxSessions ?? 1, Number.isSafeInteger);
  for (
    const option of ["idleTimeoutMs", "httpIdleTimeoutMs", "pingTimeoutMs", "bodyTimeoutMs", "maxUnreadBytes"] as const
  ) {
    assertPositive(option, resolved[option]);
  }
  for (const [option, value] of Object.entries(resolved.limits)) assertPositive(`limits.${option}`, value);
  for (const [option, value] of Object.entries(resolved.messages)) assertPositive(`messages.${option}`, value);
  return resolved;
}

/** Resolves the number of slots within the contract's ceiling; throws `InvalidOptionError` above it. */
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

function resolveHttpSession(mode: HttpSessionMode): HttpSessionMode {
  if (mode === "per-client" || mode === "shared") return mode;
  throw new InvalidOptionError(`Cannot use option httpSession: "${mode}" is neither per-client nor shared`, {
    option: "httpSession",
  });
}

function resolveLogLevel(level: LogLevel): LogLevel {
  if (LOG_LEVELS.includes(level)) return level;
  const message = `Cannot use option logLevel: "${level}" is none of ${LOG_LEVELS.join(", ")}`;
  throw new InvalidOptionError(message, { option: "logLevel" });
}

/** Reads a switch from an environment variable, in any of the spellings of the reference; `undefined` if it is not set. */
function resolveSwitch(name: string): boolean | undefined {
  const value = readVariable(name)?.trim().toLowerCase() ?? "";
  return value === "" ? undefined : ["true", "1", "yes"].includes(value);
}

function resolveMode(mode: string): ServerMode {
  const known = mode.toLowerCase();
  if (known === "simulation" || known === "production") return known;
  throw new InvalidOptionError(`Cannot use option mode: "${mode}" is neither simulation nor production`, {
    option: "mode",
  });
}

/** Reads an environment variable if the process may; a server must not need that permission. */
export function readVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

function assertPositive(option: string, value: number, isValid: (value: number) => boolean = () => true): void {
  if (typeof value === "number" && value > 0 && isValid(value)) return;
  throw new InvalidOptionError(`Cannot use option ${option}: ${value} is not a positive number`, { option });
}
