import type { Manifest } from "@openenv/registry/manifest";
import { toHostPermissions } from "@openenv/registry/resolve";
import { toFlags } from "@openenv/sandbox";
import { isAbsolute, join } from "node:path/posix";

/** Where a program is, and where it listens. */
export interface ProgramPlace {
  /** The package's folder, which paths in permissions are relative to. Default: the folder that the program is run in. */
  readonly folder?: string;
  /** The home directory, which paths that begin with `~/` are relative to. */
  readonly home: string;
  /** The addresses with ports that it may listen on. */
  readonly listen: readonly string[];
}

/** The variables that a server reads. */
const VARIABLES = [
  "ENABLE_WEB_INTERFACE",
  "ENV_README_PATH",
  "OPENENV_AGENT_TOKEN",
  "OPENENV_DRAIN_S",
  "OPENENV_MODE",
  "OPENENV_TOKEN",
];

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
  const toPath = (path: string) =>
    path.startsWith("~/")
      ? join(home, path.slice(2))
      : isAbsolute(path) || folder === undefined
      ? path
      : join(folder, path);
  const toPaths = (paths: boolean | readonly string[] = []) =>
    typeof paths === "boolean" ? paths || [] : paths.map(toPath);
  const { net = [], env = [], run, ...others } = toHostPermissions(permissions, new URL("file:///"));
  const read = toPaths(permissions.read);
  // The page shows the README; children are started with the lock file of the package. Each if it may be read.
  const files = folder === undefined ? [] : ["README.md", ...(run === undefined ? [] : ["deno.lock"])];
  const { import: imports = false } = permissions;
  return [
    ...toFlags({
      net: net === true || [...listen, ...net],
      env: env === true || [...VARIABLES, ...env],
      run,
      ...others,
      read: read === true || [...read, ...files.map((file) => join(folder!, file))],
      write: toPaths(permissions.write),
    }),
    ...(imports === true ? ["--allow-import"] : imports ? [`--allow-import=${imports.join(",")}`] : []),
  ];
}
