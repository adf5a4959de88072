import { messageOf } from "@openenv/core";
import { inspect } from "node:util";
import { limitLog, type LogFields, type Logger, type LogLevel } from "./logger.ts";

/** How entries are written: lines for people, or a JSON object on each line. */
export type LogFormat = "text" | "json";

/** Options for {@linkcode createLogger}. */
export interface LoggerOptions {
  /** The least important entries that are written. Default: `"debug"`, which is all; an app has `logLevel` for its own. */
  readonly level?: LogLevel;
  /** How entries are written. Default: `"text"`. */
  readonly format?: LogFormat;
  /** Writes an entry; one of text may have several lines. Default: `console.error`. */
  readonly write?: (entry: string) => void;
}

/** How many causes of an error are written. */
const MAX_CAUSES = 8;

/**
 * Creates a logger that writes text or JSON.
 *
 * @param options The format, and where the entries go.
 * @returns The logger, for the option `log` of `createApp` and `serve`.
 *
 * @example
 * ```ts
 * import { createLogger } from "@openenv/server";
 * import assert from "node:assert/strict";
 *
 * const lines: string[] = [];
 * const log = createLogger({ write: (line) => lines.push(line) });
 * log.info("Episode ended", { environment: "guess", steps: 3 });
 * assert.deepEqual(lines, ["Episode ended (environment guess, steps 3)"]);
 * ```
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level: least = "debug", format = "text", write = (entry) => console.error(entry) } = options;
  const toEntry = format === "json" ? toJson : toText;
  const at = (level: LogLevel): Logger["info"] => (message, fields = {}) => write(toEntry(level, message, fields));
  return limitLog({ debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, least);
}

/** Writes the message, the fields in brackets, and the stack below, indented so that it can't pass for an entry. */
function toText(_level: LogLevel, message: string, { error, ...fields }: LogFields): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  const beside = known.map(([name, value]) => `${name} ${oneLine(toPlain(value))}`).join(", ");
  const stacks = error === undefined ? [] : causesOf(error).map(stackOf);
  const below = stacks.map((stack, cause) => `\n${cause === 0 ? "" : "Caused by: "}${stack}`).join("");
  return indent(`${message}${beside && ` (${beside})`}${below}`);
}

function toJson(level: LogLevel, message: string, { error, ...fields }: LogFields): string {
  const entry = { time: new Date().toISOString(), level, message, ...fields };
  const thrown = error === undefined ? {} : { error: describeError(causesOf(error)) };
  try {
    return JSON.stringify({ ...entry, ...thrown });
  } catch {
    const plain = Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, toPlain(value)]));
    return JSON.stringify({ ...plain, ...thrown });
  }
}

/** Nests the causes of an error, outermost first, in one object. */
function describeError([error, ...causes]: readonly unknown[]): object {
  const own = { name: nameOf(error), message: messageOf(error), stack: stackOf(error) };
  return causes.length === 0 ? own : { ...own, cause: describeError(causes) };
}

/** Returns an error and its causes. Authors throw anything, so that reading them may throw as well. */
function causesOf(error: unknown): unknown[] {
  const found = [error];
  try {
    for (let cause = error; cause instanceof Error && found.length < MAX_CAUSES;) {
      cause = cause.cause;
      if (cause === undefined || found.includes(cause)) break;
      found.push(cause);
    }
  } catch {
    // The rest of an error whose properties throw can't be read.
  }
  return found;
}

function nameOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.name) : typeof error;
  } catch {
    return "Error";
  }
}

/** Returns the stack of an error; of anything else, its text. */
function stackOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.stack === "string" && error.stack !== "") return error.stack;
  } catch {
    // A getter that throws: its message has to do.
  }
  return messageOf(error);
}

function toPlain(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "object" ? inspect(value) : String(value);
}

/** A caller chooses ids, and must not be able to write lines or commands to a terminal. */
function oneLine(text: string): string {
  return escapeControls(text).replaceAll("\n", "\\n");
}

function indent(text: string): string {
  return escapeControls(text).replaceAll("\n", "\n  ");
}

function escapeControls(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are the point
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (found) => JSON.stringify(found).slice(1, -1));
}
