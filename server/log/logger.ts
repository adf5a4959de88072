/** How important an entry of the log is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** The data of an entry. Those that are not known, or don't apply, are absent. */
export interface LogFields {
  /** The name of the environment. */
  readonly environment?: string;
  /** The id of the session. */
  readonly session?: string;
  /** The id of the episode. */
  readonly episode?: string;
  /** The call: `create`, `reset`, `step`, `state`, `close`, or a request for tasks. */
  readonly call?: string;
  /** What was thrown: an author's error, with its stack. */
  readonly error?: unknown;
  /** More, such as the `steps` and the `reward` of an episode. */
  readonly [field: string]: unknown;
}

/** A structured logger. `console` is one, and so are the loggers of most libraries. */
export interface Logger {
  /** Writes an entry about a single call. */
  debug(message: string, fields?: LogFields): void;
  /** Writes an entry about an episode or a session, or one of an environment. */
  info(message: string, fields?: LogFields): void;
  /** Writes a warning. */
  warn(message: string, fields?: LogFields): void;
  /** Writes an error. */
  error(message: string, fields?: LogFields): void;
}

/** The levels, from the most to the least that is written. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** `true` if a log of one level writes entries of another. */
export function writesAt(level: LogLevel, entry: LogLevel): boolean {
  return LOG_LEVELS.indexOf(entry) >= LOG_LEVELS.indexOf(level);
}

/** Makes a logger that drops the entries below a level. */
export function limitLog(log: Logger, level: LogLevel): Logger {
  const at = (entry: LogLevel): Logger["info"] =>
    writesAt(level, entry) ? (message, fields) => log[entry](message, fields) : () => {};
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
