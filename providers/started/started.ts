import type { LogOptions } from "../provider.ts";
import type { Owner, OwnerState } from "../supervisor/owner.ts";

/** Something that a provider of this or another process has started on this machine. */
export interface Started {
  /** Its unique name. */
  readonly name: string;
  /** The provider: `docker`, `swarm`, `process`, `uv`. */
  readonly provider: string;
  /** What it runs: an image, an environment, a project. */
  readonly runs: string;
  /** `running`, `exited`, ... as the system says. */
  readonly state: string;
  /** The base URL of its server, if it has one now. */
  readonly url?: string;
  /** When it was started, in ISO 8601. */
  readonly createdAt: string;
  /** The process that started it. */
  readonly owner: Owner;
  /** Whether that process still lives. */
  readonly ownerState: OwnerState;
  /** Returns what it has printed. */
  logs(options?: LogOptions): Promise<string>;
  /** Stops it and removes it. */
  stop(): Promise<void>;
}

/** What {@linkcode listStarted} found. */
export interface StartedList {
  /** What was found, the oldest first. */
  readonly started: readonly Started[];
  /** Where it could not look, and why: no Docker, mostly. */
  readonly problems: readonly string[];
}

/** Options for {@linkcode listStarted}. */
export interface ListStartedOptions {
  /** The address of the Docker daemon. Default: as the `docker` command finds it. */
  readonly host?: string;
}
