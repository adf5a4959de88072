import { type FactoryData, OpenEnvError } from "./error_classes.ts";
import { formatPath } from "./format_path.ts";
import { ERROR_TABLE } from "./error_table.ts";

/** An error in a wire frame or an HTTP body: the message, the code, and the keys of its data beside them. */
export interface WireError {
  /** The message, for people. */
  readonly message: string;
  /** The code, for programs. */
  readonly code: string;
  /** The error's data. */
  readonly [key: string]: unknown;
}

/**
 * Converts a thrown value to a wire error. Anything but an `OpenEnvError` becomes an `EXECUTION_ERROR`.
 *
 * As in the reference, a failed validation has the message `Invalid message` and lists its items, and the message of a
 * failed factory is without the reason, which is in the data. No path of a file is on the wire.
 */
export function toWireError(thrown: unknown): WireError {
  return readError(thrown) ?? { message: messageOf(thrown), code: "EXECUTION_ERROR" };
}

/** Returns `undefined` for anything but an `OpenEnvError`, and for one that can't be read. */
function readError(thrown: unknown): WireError | undefined {
  try {
    if (!(thrown instanceof OpenEnvError)) return undefined;
    const { code, message, data } = thrown;
    const { file: _, ...withoutFile } = data as FilePlace;
    const shown = code === "INVALID_TASKS" ? withoutFile : data;
    return { message: toWireMessage(code, String(message), data), code: String(code), ...shown };
  } catch {
    return undefined;
  }
}

/** The data of an error about a file. */
interface FilePlace {
  readonly file?: string;
  readonly split?: string;
  readonly line?: number;
}

function toWireMessage(code: string, message: string, data: object): string {
  if (code === "VALIDATION_ERROR") return "Invalid message";
  const { factory_name } = data as Partial<FactoryData>;
  if (code === "FACTORY_ERROR" && factory_name !== undefined) return describeFactoryFailure(factory_name);
  const { file, split, line } = data as FilePlace;
  if (code !== "INVALID_TASKS" || file === undefined) return message;
  // What the system says about a file as a whole names its path again, maybe in another form.
  const known = `the file of split "${split}"`;
  return line === undefined ? `Cannot read ${known}` : message.replaceAll(file, known);
}

/** Describes the failure of a factory: in the reference's words, and then the reason. */
export function describeFactoryFailure(name: string, reason?: string): string {
  return `Environment factory '${name}' failed to create instance${reason === undefined ? "." : `: ${reason}`}`;
}

/**
 * Writes a thrown value as a wire error. The error is written without its data if JSON can't carry that.
 *
 * @param thrown The thrown value.
 * @param write Writes a wire error as JSON.
 */
export function writeWireError<T>(thrown: unknown, write: (error: WireError) => T): T {
  const error = toWireError(thrown);
  try {
    return write(error);
  } catch {
    return write({ message: error.message, code: error.code });
  }
}

/** Rebuilds an error from the wire: our class if the code is known, {@linkcode OpenEnvError} otherwise. */
export function fromWireError(wire: Readonly<Record<string, unknown>>): OpenEnvError {
  const { message, code, ...data } = wire as Record<string, unknown>;
  const known = typeof code === "string" ? code : "UNKNOWN";
  const row = Object.hasOwn(ERROR_TABLE, known) ? ERROR_TABLE[known] : undefined;
  if (known === "VALIDATION_ERROR") data.errors = readItems(data.errors);
  const text = describeWire(known, messageOf(message ?? "Unknown error"), data);
  return row === undefined ? new OpenEnvError(known, text, data) : new row.class(text, data);
}

/** Returns the message of a rebuilt error, with what the wire has in the data only. */
function describeWire(code: string, message: string, { errors, reason }: Readonly<Record<string, unknown>>): string {
  if (code === "VALIDATION_ERROR") return describeItems(errors);
  if (code !== "FACTORY_ERROR" || typeof reason !== "string" || message.includes(reason)) return message;
  return `${message.replace(/\.$/, "")}: ${reason}`;
}

/**
 * Returns the message of anything that can be thrown.
 *
 * @example
 * ```ts
 * import { messageOf } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([messageOf(new Error("kaboom")), messageOf("kaboom")], ["kaboom", "kaboom"]);
 * ```
 */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message);
    return typeof thrown === "object" && thrown !== null ? JSON.stringify(thrown) ?? "undefined" : String(thrown);
  } catch {
    return kindOf(thrown);
  }
}

function kindOf(thrown: unknown): string {
  try {
    return Object.prototype.toString.call(thrown);
  } catch {
    return `an unreadable ${typeof thrown}`;
  }
}

function readItems(items: unknown): unknown[] {
  return Array.isArray(items) ? items.filter((item) => typeof item === "object" && item !== null) : [];
}

function describeItems(items: unknown): string {
  const [first] = Array.isArray(items) ? items : [];
  if (first === undefined) return "Cannot send message: it failed validation";
  const loc: unknown[] = Array.isArray(first.loc) ? first.loc : [];
  const place = formatPath(loc.map((part) => typeof part === "number" ? part : messageOf(part)), "data");
  const more = (items as unknown[]).length > 1 ? ` (and ${(items as unknown[]).length - 1} more)` : "";
  return `Cannot send message: ${place}: ${messageOf(first.msg)}${more}`;
}
