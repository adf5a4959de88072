import { InvalidOptionError } from "@openenv/core";
import { toHostSettings } from "@openenv/registry/resolve";
import type { HostSettings } from "@openenv/server";
import type { HostingFlags } from "./hosting_flags.ts";
import type { Target } from "./targets.ts";

/**
 * Decides where the environments of a target run: in the host that the flags name, or in the weakest that gives what the
 * manifest requires. `undefined` if that is this thread. Code from elsewhere always runs in a process.
 */
export function hostOf({ package: found, named }: Target, flags: HostingFlags): HostSettings | undefined {
  const { hostKind, memoryMb, environmentsPerHost, warmHosts } = flags;
  const { manifest, folder } = found ?? {};
  const isElsewhere = named?.isElsewhere ?? false;
  if (isElsewhere && hostKind !== undefined && hostKind !== "process") {
    throw new InvalidOptionError(`Cannot use --host-kind ${hostKind}: ${named!.name} is code from elsewhere`, {
      option: "hostKind",
    });
  }
  const requires = manifest?.requires ?? named?.host.guarantees ?? [];
  if (!isElsewhere && requires.length === 0 && (hostKind === undefined || hostKind === "inline")) return undefined;
  const declared = manifest?.validation?.resources.memory_mb;
  const needs = { requires, permissions: manifest?.permissions ?? {}, memoryMb: declared, folder };
  const settings = manifest === undefined && named !== undefined ? named.host : toHostSettings(needs);
  return {
    ...settings,
    kind: isElsewhere ? "process" : hostKind,
    environmentsPerHost,
    warmHosts,
    ...(memoryMb !== undefined && { memoryBytes: memoryMb * 1024 * 1024 }),
    // Without the flag, Deno ends the process, and says which flag is missing.
    workerOptions: hostKind === "worker",
  };
}
