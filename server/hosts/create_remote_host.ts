import type { HostOptions } from "@openenv/core/session";
import type { ChildPermissions } from "@openenv/sandbox";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startProcess } from "./process_host.ts";
import { RemoteHost } from "./remote_host.ts";
import type { HostSettings } from "./host_settings.ts";
import { startWorker } from "./worker_host.ts";

/** Creates the host of a module's environments in workers or in processes. */
export async function createRemoteHost(
  module: string,
  kind: "worker" | "process",
  options: HostOptions,
  settings: HostSettings,
): Promise<RemoteHost> {
  const { memoryBytes, env, environmentsPerHost = 1, warmHosts = 1, workerOptions } = settings;
  const permissions = await withModules(module, settings.permissions ?? {});
  return new RemoteHost({
    module,
    perSide: environmentsPerHost,
    warm: warmHosts,
    options,
    start: kind === "worker"
      ? () => startWorker({ permissions, isEnabled: workerOptions ?? false })
      : () => startProcess({ permissions, memoryBytes, env }),
  });
}

/**
 * Adds what loading the module takes: the files of its module graph, as far as they are local. A module is imported
 * dynamically, so that permissions bind its imports as well.
 */
async function withModules(module: string, permissions: ChildPermissions): Promise<ChildPermissions> {
  if (permissions === "all" || permissions.read === true) return permissions;
  const read = [...permissions.read ?? [], ...await localModules(module)];
  return { ...permissions, read };
}

/** The local files that a module imports, within its own package and the packages of this workspace. */
async function localModules(module: string): Promise<string[]> {
  if (!module.startsWith("file:")) return [];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", module],
    stderr: "null",
    cwd: dirname(fileURLToPath(module)),
  }).output();
  if (!success) return [fileURLToPath(module)];
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string; kind?: string }[];
  };
  const scripts = modules.filter(({ specifier, kind }) =>
    specifier.startsWith("file:") && kind === "esm" && /\.(m?[jt]sx?|json)$/.test(specifier)
  );
  return scripts.map(({ specifier }) => fileURLToPath(specifier));
}
