import { FactoryError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";

/**
 * The error for a factory that could not make an environment; `name` is the factory's, or what stands for it.
 *
 * @example
 * ```ts
 * import { factoryFailure } from "@openenv/core/session";
 * import assert from "node:assert/strict";
 *
 * assert.equal(factoryFailure("guess", new Error("no disk")).data.reason, "no disk");
 * ```
 */
export function factoryFailure(name: string, thrown: unknown): FactoryError {
  const message = `Environment factory '${name}' failed to create instance.`;
  return new FactoryError(message, { factory_name: name, reason: messageOf(thrown) }, { cause: thrown });
}
