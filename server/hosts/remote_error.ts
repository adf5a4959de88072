import { fromWireError, type OpenEnvError, SessionBrokenError, SessionLostError } from "@openenv/core/errors";
import type { RemoteError } from "./messages.ts";

/** The most characters of an author's message and stack that the log gets. */
const MAX_CHARS = 10_000;

/** The error for an environment that ended by itself. One that shared its side with others has lost its session. */
export function endedError(reason: string, isShared: boolean): SessionLostError | SessionBrokenError {
  const text = `Cannot finish call: the environment has ended, ${reason}`;
  return isShared ? new SessionLostError(text, {}) : new SessionBrokenError(text, {});
}

/** Rebuilds an error, with the author's error and its stack as the cause. */
export function toError({ wire, cause }: RemoteError): OpenEnvError {
  const error = fromWireError(wire);
  if (error.code === "VALIDATION_ERROR") error.message = String(wire.message);
  if (cause === undefined) return error;
  const original = new Error(String(cause.message).slice(0, MAX_CHARS));
  original.name = String(cause.name).slice(0, MAX_CHARS);
  original.stack = String(cause.stack ?? "").slice(0, MAX_CHARS);
  return Object.assign(error, { cause: original });
}
