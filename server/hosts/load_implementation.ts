import { type AnyImplementation, isImplementation } from "@openenv/core/contract";
import { DefinitionError, ExecutionError, OpenEnvError } from "@openenv/core/errors";

/** Imports a module of an environment; throws `DefinitionError` if its default export is none. */
export async function loadImplementation(module: string): Promise<AnyImplementation> {
  const { default: implementation } = await import(module);
  if (isImplementation(implementation)) return implementation;
  throw new DefinitionError(`Cannot host ${module}: its default export is not an environment`, { part: "source" });
}

/**
 * Converts an error of loading a module for a caller, who is told no path of the server: those of imports, and those of
 * the code in the module, may name one. The cause is for the log.
 */
export function toCallersError(thrown: unknown): OpenEnvError {
  const mayNamePaths = !(thrown instanceof OpenEnvError) ||
    ["EXECUTION_ERROR", "INVALID_DEFINITION"].includes(thrown.code);
  if (!mayNamePaths) return thrown;
  return new ExecutionError("Cannot host environment: its module could not be loaded; the server's log says why", {}, {
    cause: thrown,
  });
}
