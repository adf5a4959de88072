import { type AnyImplementation, isImplementation } from "@openenv/core/contract";
import { DefinitionError } from "@openenv/core/errors";

/** Imports a module of an environment; throws `DefinitionError` if its default export is none. */
export async function loadImplementation(module: string): Promise<AnyImplementation> {
  const { default: implementation } = await import(module);
  if (isImplementation(implementation)) return implementation;
  throw new DefinitionError(`Cannot host ${module}: its default export is not an environment`, { part: "source" });
}
