import { OpenEnvError } from "@openenv/core/errors";

/** Returns what the author's code threw, if that is why an error was thrown. */
export function causeOf(thrown: unknown): unknown {
  return thrown instanceof OpenEnvError ? thrown.cause : thrown;
}

/** Gives a rebuilt error its cause, as `new Error(message, { cause })` does. */
export function withCause(error: OpenEnvError, cause: unknown): OpenEnvError {
  if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause, writable: true, configurable: true });
  return error;
}
