import { InvalidOptionError } from "@openenv/core/errors";
import type { SessionLimits } from "@openenv/core/session";
import type { HostSettings } from "@openenv/server/hosts";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Guarantee, Limits, Permissions } from "../manifest/manifest.ts";

/** The limit of a package that requires one and names none, in MB. */
const DEFAULT_MEMORY_MB = 512;

/** Permissions of a host, by kind. */
export type HostPermissions = Exclude<NonNullable<HostSettings["permissions"]>, "all">;

/** What a package needs of its host. */
export interface HostNeeds {
  /** The guarantees that the host must give. */
  readonly requires: readonly Guarantee[];
  /** The permissions of its code. */
  readonly permissions: Permissions;
  /** The memory that it declares, in MB. */
  readonly memoryMb?: number;
  /** Its folder, which paths in permissions are relative to. */
  readonly folder?: URL;
}

/** Writes the needs of a package as settings of a host; the host is the weakest that gives what is required. */
export function toHostSettings({ requires, permissions, memoryMb, folder }: HostNeeds): HostSettings {
  const needsLimit = requires.includes("memory-limit");
  return {
    guarantees: requires,
    permissions: toHostPermissions(permissions, folder),
    ...(needsLimit && { memoryBytes: (memoryMb ?? DEFAULT_MEMORY_MB) * 1024 * 1024 }),
  };
}

/** Writes the time limits of a package as those of a session. */
export function toSessionLimits(limits: Limits): Partial<SessionLimits> {
  const { create_timeout_ms: createMs, reset_timeout_ms: resetMs, step_timeout_ms: stepMs } = limits;
  const given = Object.entries({ createMs, resetMs, stepMs }).filter(([, limit]) => limit !== undefined);
  return Object.fromEntries(given);
}

/**
 * Converts the permissions of a manifest to those of a host. Paths are relative to the manifest's folder, or to the home
 * directory if they begin with `~/`. Importing from the network is never allowed in a host.
 *
 * @throws `InvalidOptionError` for a value with a comma: one flag of Deno takes many values, with commas.
 */
export function toHostPermissions(permissions: Permissions, folder: URL | undefined): HostPermissions {
  const { import: _, ...kinds } = permissions;
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, allowed]): [string, true | readonly string[]][] => {
      if (allowed === undefined || allowed === false) return [];
      if (allowed === true) return [[kind, allowed]];
      const several = allowed.find((value) => value.includes(","));
      if (several !== undefined) {
        throw new InvalidOptionError(`Cannot use permission ${kind}: "${several}" has a comma; list its parts`, {
          option: "permissions",
        });
      }
      return [[kind, ["read", "write"].includes(kind) ? allowed.map((path) => toPath(path, folder)) : allowed]];
    }),
  );
}

function toPath(path: string, folder: URL | undefined): string {
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : fileURLToPath(new URL(path, folder));
}

/** Lists permissions for people, without characters that a terminal hides: `net (api.example.com), run (all)`. */
export function describePermissions({ import: _, ...permissions }: Permissions): string {
  const parts = Object.entries(permissions).flatMap(([kind, allowed]) => {
    if (allowed === undefined || allowed === false || (allowed !== true && allowed.length === 0)) return [];
    return [`${kind} (${allowed === true ? "all" : allowed.join(", ")})`];
  });
  return parts.join(", ").replaceAll(/\p{C}/gu, "?") || "none";
}
