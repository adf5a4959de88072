import type { Permissions } from "@openenv/registry/manifest";
import type { ChildPermissions } from "@openenv/sandbox";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Converts the permissions of a manifest to those of a host. Paths are relative to the manifest's folder, or to the home
 * directory if they begin with `~/`. Importing from the network is never allowed in a host.
 */
export function toHostPermissions(permissions: Permissions, folder: URL | undefined): Exclude<ChildPermissions, "all"> {
  const { import: _, ...kinds } = permissions;
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, allowed]) => {
      if (allowed === undefined || allowed === false) return [];
      if (allowed === true || !["read", "write"].includes(kind)) return [[kind, allowed]];
      return [[kind, allowed.map((path) => toPath(path, folder))]];
    }),
  );
}

function toPath(path: string, folder: URL | undefined): string {
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : fileURLToPath(new URL(path, folder));
}
