import type { Manifest } from "@openenv/registry/manifest";
import { toHostPermissions } from "@openenv/registry/resolve";
import { toFlags } from "@openenv/sandbox";
import { fileURLToPath } from "node:url";

/** Where a program is, and where it listens. */
export interface ProgramPlace {
  /** The package's folder, which paths in permissions are relative to. */
  readonly folder: URL;
  /** The home directory, which paths that begin with `~/` are relative to. */
  readonly home: string;
  /** The addresses with ports that it may listen on. */
  readonly listen: readonly string[];
}

/** The variables that a server reads. */
const VARIABLES = ["OPENENV_AGENT_TOKEN", "OPENENV_MODE", "OPENENV_TOKEN"];

/**
 * Writes the permissions of a program that hosts a package, as flags of Deno: those of the manifest, and what a server
 * needs. If the manifest requires guarantees, the environment's code runs in a process of its own with the permissions of
 * the manifest, and what starts and watches that process has all.
 */
export function serverFlags(
  { permissions = {}, requires }: Pick<Manifest, "permissions" | "requires">,
  { folder, home, listen }: ProgramPlace,
): string[] {
  if (requires.length > 0) return ["--allow-all"];
  const expand = (paths: boolean | readonly string[] | undefined) =>
    Array.isArray(paths) ? paths.map((path) => path.replace(/^~(?=\/)/, home)) : paths;
  const { read: readable, write, import: imports } = permissions;
  const granted = toHostPermissions({ ...permissions, read: expand(readable), write: expand(write) }, folder);
  const { net = [], env = [], run, ...others } = granted;
  // Children are started with the lock file of the package, if it may be read.
  const read = run === undefined || granted.read === true
    ? granted.read
    : [...granted.read ?? [], fileURLToPath(new URL("deno.lock", folder))];
  return [
    ...toFlags({
      net: net === true || [...listen, ...net],
      env: env === true || [...VARIABLES, ...env],
      run,
      ...others,
      read,
    }),
    ...(imports === true ? ["--allow-import"] : imports ? [`--allow-import=${imports.join(",")}`] : []),
  ];
}
