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
    .option("--registry <url>", "the one registry to look in, by URL or path, or built-in; all if not given")
    .option("--cached-only", "use what is on this machine, and never the network");
}

/** Adds the options of commands that load code by its name. */
export function addCodeFlags(command: Command): Command {
  return addRegistryFlags(command)
    .option("--trust-remote-code", "run code from elsewhere, under the permissions that it declares")
    .option("--frozen", "refuse what openenv.lock does not have");
}
