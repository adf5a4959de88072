import { type AnyImplementation, isImplementation } from "@openenv/core/contract";
import { DefinitionError, ExecutionError, OpenEnvError } from "@openenv/core/errors";

/** Imports a module of an environment; throws `DefinitionError` if its default export is none. */
export async function loadImplementation(module: string): Promise<AnyImplementation> {
  const { default: implementation } = await import(module);
  if (isImplementation(implementation)) return implementation;
  throw new DefinitionError(`Cannot host ${module}: its default export is not an environment`, { part: "source" });
}

/** The errors whose messages are ours and name no file. */
const PATHLESS: ReadonlySet<string> = new Set(["INVALID_OPTION", "TIMEOUT", "SESSION_BROKEN", "SESSION_LOST"]);

/**
 * Converts an error of loading a module for a caller, who is told no path of the server: imports name one, and so may the
 * code in the module and the system. The cause is for the log.
 */
export function toCallersError(thrown: unknown): OpenEnvError {
  if (thrown instanceof OpenEnvError && PATHLESS.has(thrown.code)) return thrown;
  const message = "Cannot host environment: its module could not be loaded; the server's log says why";
  return new ExecutionError(message, {}, { cause: thrown });
}
