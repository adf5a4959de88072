import type { MaybePromise } from "@openenv/core";
import { isImplementation } from "@openenv/core/contract";
import { DefinitionError, OpenEnvError } from "@openenv/core/errors";
import { type EnvironmentHost, factoryFailure, type HostOptions, InlineHost } from "@openenv/core/session";
import type { SessionLimits } from "@openenv/core/session/settings";
import type { ModuleHost, ModuleTarget } from "./module_target.ts";

/** Options of {@linkcode loadHost}: those of the instances, and how long calls may take. */
export interface LoadHostOptions extends HostOptions {
  /** How long calls may take. */
  readonly limits: SessionLimits;
}

/** The function that a {@linkcode ModuleHost} names. */
type CreateHost = (
  source: { readonly module: string },
  options: LoadHostOptions & { readonly host: object },
) => MaybePromise<EnvironmentHost>;

/** Loads the host of a module's environment. Throws `FactoryError` if that fails, or the error with a code that says why. */
export async function loadHost({ module, host }: ModuleTarget, options: LoadHostOptions): Promise<EnvironmentHost> {
  try {
    if (host === undefined) return await loadInlineHost(String(module), options);
    const createHost = await importCreateHost(host);
    return await createHost({ module: String(module) }, { ...options, host: host.settings });
  } catch (thrown) {
    throw thrown instanceof OpenEnvError ? thrown : factoryFailure(String(module), thrown);
  }
}

async function loadInlineHost(module: string, options: HostOptions): Promise<EnvironmentHost> {
  const { default: implementation } = await import(module);
  if (isImplementation(implementation)) return new InlineHost(implementation, options);
  throw new DefinitionError(`Cannot host ${module}: its default export is not an environment`, { part: "source" });
}

async function importCreateHost({ from }: ModuleHost): Promise<CreateHost> {
  const { createHost } = await import(String(from));
  if (typeof createHost === "function") return createHost;
  throw new DefinitionError(`Cannot use ${from} as a host: it exports no function createHost`, { part: "source" });
}
