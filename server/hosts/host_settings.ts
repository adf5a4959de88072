import type { ChildPermissions } from "@openenv/sandbox";

/** Where environments run: in this thread, in workers, or in processes of their own. */
export type HostKind = "inline" | "worker" | "process";

/** The guarantees that a host can give about the code of environments; `docs/hosts.md` says which host gives what. */
export type HostGuarantee = "no-network" | "no-files" | "killable" | "memory-limit";

/** Options for where environments run. */
export interface HostSettings {
  /**
   * `"inline"` is the fastest. `"worker"` gives environments a thread and permissions of their own. `"process"` can also
   * be killed, in a loop too, and bounds memory. The last two need a `{ module: URL }`. Default: the weakest that gives
   * the guarantees, which is `"inline"` without any.
   */
  readonly kind?: HostKind;
  /** The guarantees that you require; a server whose host can't give one of them refuses to start. Default: none. */
  readonly guarantees?: readonly HostGuarantee[];
  /** The permissions of the environments' code in a worker or a process, besides loading its modules. Default: none. */
  readonly permissions?: ChildPermissions;
  /** The most memory of a process, in bytes. Default: no limit. */
  readonly memoryBytes?: number;
  /** The environment variables of a process. Default: those that `permissions.env` names. */
  readonly env?: Readonly<Record<string, string>>;
  /** The most environments in one worker or process. Default: 1. */
  readonly environmentsPerHost?: number;
  /** How many workers or processes wait, started and loaded. Default: 1. */
  readonly warmHosts?: number;
  /**
   * `true` says that this program was started with `--unstable-worker-options`, or with `"unstable": ["worker-options"]`
   * in its `deno.json`. Without either, Deno ends a program that starts such a worker. Default: `false`.
   */
  readonly workerOptions?: boolean;
  /** The lock file of processes, which they can't change. Default: that of this library's project. */
  readonly denoLock?: string;
  /** The `deno` program that processes run. Default: the one that runs this; a compiled program has none. */
  readonly deno?: string;
}
