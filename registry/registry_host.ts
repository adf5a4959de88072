/**
 * The host of an environment that is found by its name, by the URL of a module or by a path. A client imports this module
 * at its first call.
 *
 * @module
 */
import { FactoryError, messageOf, OpenEnvError } from "@openenv/core/errors";
import type { EnvironmentHost } from "@openenv/core/session";
import type { CreateHostOptions } from "@openenv/server/hosts";
import { toSessionLimits } from "./resolve/host_needs.ts";
import { assertIdentity } from "./resolve/entry_of.ts";
import { resolveOwn } from "./resolve/own_module.ts";
import { resolveEnvironment, type ResolveOptions } from "./resolve/resolve_environment.ts";

/** Options of {@linkcode createHost}: those of a host, and where to look for the environment. */
export interface NamedHostOptions extends Omit<CreateHostOptions, "host"> {
  /** Where to look. */
  readonly host: ResolveOptions;
}

/**
 * Finds an environment and creates the host that runs it.
 *
 * @param source The name, the URL or the path.
 * @param options The options of the host, and where to look.
 * @returns The host; it has loaded the environment, and its contract is that of the registry.
 */
export async function createHost(
  source: { readonly module: string | URL },
  options: NamedHostOptions,
): Promise<EnvironmentHost> {
  const { host: where, ...others } = options;
  const { log } = others;
  const name = String(source.module);
  const { module, host: settings, limits, entry } = await resolveEnvironment(name, { ...where, log }).catch((cause) => {
    if (cause instanceof OpenEnvError) throw cause;
    const reason = messageOf(cause); // a missing permission, mostly
    throw new FactoryError(`Cannot run ${name}: ${reason}`, { factory_name: name, reason }, { cause });
  });
  const hosts: typeof import("@openenv/server/hosts") = await import(
    resolveOwn("server/hosts/mod.ts", "@openenv/server/hosts")
  );
  const host = hosts.createHost({ module }, { ...others, host: { ...settings, warmHosts: 0 } });
  try {
    const contract = await host.contract();
    if (entry !== undefined) await assertIdentity(entry, contract);
    return Object.assign(host, { limits: toSessionLimits(limits) });
  } catch (thrown) {
    await host.close?.();
    throw thrown;
  }
}
