/**
 * The permissions of a child, in Deno's terms: `true` for all of a kind, a list for some, and nothing for none. `"all"`
 * restricts nothing.
 */
export type ChildPermissions = "all" | {
  /** Files and folders to read. */
  readonly read?: true | readonly string[];
  /** Files and folders to write. */
  readonly write?: true | readonly string[];
  /** Hosts to connect to, with or without a port. */
  readonly net?: true | readonly string[];
  /** Environment variables. */
  readonly env?: true | readonly string[];
  /** Programs to run. */
  readonly run?: true | readonly string[];
  /** Libraries to load. */
  readonly ffi?: true | readonly string[];
  /** Information about the system. */
  readonly sys?: true | readonly string[];
};

/**
 * Writes permissions as flags of `deno run`.
 *
 * @param permissions The permissions.
 * @returns The flags; none for no permissions.
 *
 * @example
 * ```ts
 * import { toFlags } from "@openenv/sandbox";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(toFlags({ read: ["data"], net: true }), ["--allow-read=data", "--allow-net"]);
 * ```
 */
export function toFlags(permissions: ChildPermissions): string[] {
  if (permissions === "all") return ["--allow-all"];
  return Object.entries(permissions).flatMap(([kind, allowed]) => {
    if (allowed === true) return [`--allow-${kind}`];
    return allowed === undefined || allowed.length === 0 ? [] : [`--allow-${kind}=${allowed.join(",")}`];
  });
}
