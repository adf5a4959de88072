import type { ChildPermissions } from "@openenv/sandbox";

/** Where environments run: in this thread, in workers, or in processes of their own. */
export type HostKind = "inline" | "worker" | "process";

/** Options for where environments run. */
export interface HostSettings {
  /**
   * `"inline"` is the fastest. `"worker"` gives environments a thread and permissions of their own. `"process"` can also
   * be killed, in a loop too, and bounds memory. The last two need a `{ module: URL }`. Default: `"inline"`.
   */
  readonly kind?: HostKind;
  /** What the code of environments may do, in a worker or a process. Default: read the module's folder. */
  readonly permissions?: ChildPermissions;
  /** The most memory of a process, in bytes. Default: no limit. */
  readonly memoryBytes?: number;
  /** The environment variables of a process. Default: none. */
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
}
