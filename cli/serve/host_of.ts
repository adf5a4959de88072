import type { HostSettings } from "@openenv/server";
import { toHostPermissions } from "../shared/host_permissions.ts";
import type { Target } from "../shared/targets.ts";
import type { ServeFlags } from "./serve_flags.ts";

/** The limit of a package that requires one and names none, in MB. */
const DEFAULT_MEMORY_MB = 512;

/**
 * Decides where the environments of a target run: in the host that the flags name, or in the weakest that gives what the
 * manifest requires. `undefined` if that is this thread.
 */
export function hostOf(target: Target, flags: ServeFlags): HostSettings | undefined {
  const { hostKind: kind, memoryMb, environmentsPerHost, warmHosts } = flags;
  const { manifest, folder } = target.package ?? {};
  const guarantees = manifest?.requires ?? [];
  if (guarantees.length === 0 && (kind === undefined || kind === "inline")) return undefined;
  const declared = manifest?.validation?.resources.memory_mb;
  const needsLimit = guarantees.includes("memory-limit");
  const limitMb = memoryMb ?? (needsLimit ? declared ?? DEFAULT_MEMORY_MB : undefined);
  return {
    kind,
    guarantees,
    environmentsPerHost,
    warmHosts,
    permissions: toHostPermissions(manifest?.permissions ?? {}, folder),
    ...(limitMb === undefined ? {} : { memoryBytes: limitMb * 1024 * 1024 }),
    // Without the flag, Deno ends the process, and says which flag is missing.
    workerOptions: kind === "worker",
  };
}
