import type { Command } from "commander";

/** Options of commands that look in registries, as the command line has them. */
export interface RegistryFlags {
  /** The one registry to look in. */
  readonly registry?: string;
  /** `true` never uses the network. */
  readonly cachedOnly?: boolean;
}

/** Options of commands that load code by its name. */
export interface CodeFlags extends RegistryFlags {
  /** `true` runs code from elsewhere. */
  readonly trustRemoteCode?: boolean;
  /** `true` refuses what the lock file does not have. */
  readonly frozen?: boolean;
}

/** Adds the options of commands that look in registries. */
export function addRegistryFlags(command: Command): Command {
  return command
    .option("--registry <url>", "the only registry to look in, by URL or path, or built-in (default: all)")
    .option("--cached-only", "use only what is on this machine, never the network");
}

/** Adds the options of commands that load code by its name. */
export function addCodeFlags(command: Command): Command {
  return addRegistryFlags(command)
    .option("--trust-remote-code", "run code from elsewhere, with the permissions that it declares")
    .option("--frozen", "refuse anything that is not in openenv.lock");
}
