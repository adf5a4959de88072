import { InvalidOptionError } from "@openenv/core/errors";
import { capabilities, type ChildPermissions } from "@openenv/sandbox";
import type { HostSettings } from "./host_settings.ts";
import { localModules } from "./local_modules.ts";
import { hostFlags } from "./package_config.ts";
import { startProcess } from "./process_host.ts";
import { RemoteHost, type RemoteHostSettings } from "./remote_host.ts";
import { resolveHost } from "./resolve_host.ts";
import { startWorker } from "./worker_host.ts";

/** A module's environments, and the host that was asked for. */
export interface RemoteHostRequest extends Pick<RemoteHostSettings, "module" | "options" | "limits" | "warn"> {
  /** Where they run. */
  readonly settings: HostSettings;
}

/** Creates the host of a module's environments in workers or in processes; refuses what it can't guarantee. */
export async function createRemoteHost(request: RemoteHostRequest): Promise<RemoteHost> {
  const { settings, ...host } = request;
  const { module } = host;
  const { memoryBytes, env, environmentsPerHost = 1, warmHosts = 1, workerOptions = false, deno, denoLock } = settings;
  const isCompiled = (Deno.build as { standalone?: boolean }).standalone ?? false;
  const kind = resolveHost(settings, {
    ...await capabilities(),
    startsWorkers: workerOptions,
    startsProcesses: !isCompiled || deno !== undefined,
  });
  assertCount("environmentsPerHost", environmentsPerHost, 1);
  assertCount("warmHosts", warmHosts, 0);
  assertCount("memoryBytes", memoryBytes ?? 1, 1);
  const permissions = await hostPermissions(module, settings.permissions ?? {}, deno ?? Deno.execPath());
  const flags = denoLock === undefined ? await hostFlags(module) : [`--lock=${denoLock}`, "--frozen"];
  return new RemoteHost({
    ...host,
    perSide: environmentsPerHost,
    warm: warmHosts,
    start: kind === "worker"
      ? () => startWorker({ permissions, isEnabled: workerOptions })
      : () => startProcess({ permissions, memoryBytes, deno, flags, env: env ?? namedVariables(permissions) }),
  });
}

/** Returns the permissions of an environment and of loading its module: the files of the module graph can be read. */
export async function hostPermissions(
  module: string,
  permissions: ChildPermissions,
  deno: string = Deno.execPath(),
): Promise<ChildPermissions> {
  if (permissions === "all" || permissions.read === true) return permissions;
  const read = [...permissions.read ?? [], ...await localModules(module, deno)];
  return { ...permissions, read };
}

/** Returns the variables of this process that permissions name. */
export function namedVariables(permissions: ChildPermissions): Record<string, string> {
  const allowed = permissions === "all" ? true : permissions.env ?? [];
  if (allowed === true) return Deno.env.toObject();
  return Object.fromEntries(allowed.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function assertCount(name: string, count: number, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new InvalidOptionError(`Cannot use option host.${name}: ${count} is not a whole number of at least ${least}`, {
    option: `host.${name}`,
  });
}
