import { OpenEnvError } from "./error_classes.ts";
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
 * A failed validation has the message `Invalid message` and lists its items, as in the reference.
 */
export function toWireError(thrown: unknown): WireError {
  if (!(thrown instanceof OpenEnvError)) return { message: messageOf(thrown), code: "EXECUTION_ERROR" };
  const message = thrown.code === "VALIDATION_ERROR" ? "Invalid message" : thrown.message;
  return { message, code: thrown.code, ...thrown.data };
}

/** Rebuilds an error from the wire: our class if the code is known, {@linkcode OpenEnvError} otherwise. */
export function fromWireError(wire: Readonly<Record<string, unknown>>): OpenEnvError {
  const { message, code, ...data } = wire as Record<string, unknown>;
  const known = typeof code === "string" ? code : "UNKNOWN";
  const row = Object.hasOwn(ERROR_TABLE, known) ? ERROR_TABLE[known] : undefined;
  if (known === "VALIDATION_ERROR") data.errors = readItems(data.errors);
  const text = known === "VALIDATION_ERROR" ? describeItems(data.errors) : messageOf(message ?? "Unknown error");
  return row === undefined ? new OpenEnvError(known, text, data) : new row.class(text, data);
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
  if (thrown instanceof Error) return String(thrown.message);
  try {
    return typeof thrown === "object" && thrown !== null ? JSON.stringify(thrown) ?? "undefined" : String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
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
