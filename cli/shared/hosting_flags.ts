import type { ObservationChecks } from "@openenv/core/session";
import type { HostKind, HttpSessionMode, LogFormat, LogLevel } from "@openenv/server";

/** Options of commands that host a target, as the command line has them. */
export interface HostingFlags {
  /** The most sessions at once. */
  readonly maxSessions?: number;
  /** The names by which clients of the Model Context Protocol may address the server. */
  readonly allowedHosts?: readonly string[];
  /** Which observations are checked. */
  readonly checkObservations?: ObservationChecks;
  /** The session of HTTP callers that name none. */
  readonly httpSession?: HttpSessionMode;
  /** Whether there is the page at `/web`. */
  readonly web?: boolean;
  /** Where environments run. */
  readonly hostKind?: HostKind;
  /** The most memory of a process, in MB. */
  readonly memoryMb?: number;
  /** The most environments in one worker or process. */
  readonly environmentsPerHost?: number;
  /** How many workers or processes wait, started. */
  readonly warmHosts?: number;
  /** The least important entries of the log. */
  readonly log?: LogLevel;
  /** How entries of the log are written. */
  readonly logFormat?: LogFormat;
}

/** Writes the name of an option as on the command line: `maxSessions` as `--max-sessions`. */
export function toFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
