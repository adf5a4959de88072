import { InvalidOptionError } from "@openenv/core/errors";
import type { ContainerSettings } from "./docker_client.ts";

/** Options for `LocalDockerProvider`. The defaults give a container as little as a server needs. */
export interface LocalDockerOptions {
  /** The daemon's address, such as `unix:///var/run/docker.sock`. Default: as the `docker` command finds it. */
  readonly host?: string;
  /**
   * The address of the daemon's machine on which the port is published. Default: `127.0.0.1`, which only that machine can
   * reach.
   */
  readonly hostIp?: string;
  /** How many processors it may use; `false` for all. Default: 1. */
  readonly cpus?: number | false;
  /** How much memory it may use, in bytes, swap included; `false` for no limit. Default: 2 GiB. */
  readonly memoryBytes?: number | false;
  /** How many processes and threads it may have; `false` for no limit. Default: 256. */
  readonly pids?: number | false;
  /** `false` lets it write to its own files. Default: `true`: only to what `tmpfs` lists. */
  readonly readOnly?: boolean;
  /** Folders in memory, and their mount options. Default: `{ "/tmp": "rw,noexec,nosuid,nodev,size=256m" }`. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** The Linux capabilities that it keeps, such as `NET_BIND_SERVICE`; `"default"` for Docker's own list. Default: none. */
  readonly capabilities?: readonly string[] | "default";
  /** `false` lets its processes gain privileges, as `sudo` does. Default: `true`. */
  readonly noNewPrivileges?: boolean;
  /** The network to join. `"none"` is refused: no port is published then. Default: `bridge`, which reaches the internet. */
  readonly network?: string;
  /** The user, as `uid` or `uid:gid`. Default: the image's. */
  readonly user?: string;
  /** The command that takes the place of the image's. */
  readonly command?: readonly string[];
  /** When to pull: if the image is not here, always, or never. Default: `"missing"`. */
  readonly pull?: "missing" | "always" | "never";
  /** Labels of the container, besides those that say who started it. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How long the server has between the signal to stop and its end, in milliseconds. Default: 3,000. */
  readonly stopTimeoutMs?: number;
  /** How long `waitForReady` waits by default, in milliseconds. Default: 30,000. */
  readonly readyTimeoutMs?: number;
}

/** The options with every default filled in. */
export type ResolvedDockerOptions =
  & Required<Omit<LocalDockerOptions, "host" | "user" | "command">>
  & Pick<LocalDockerOptions, "host" | "user" | "command">;

/** The port of the server in a container; no image may choose another. */
export const SERVER_PORT = "8000/tcp";

const DEFAULTS = {
  hostIp: "127.0.0.1",
  cpus: 1,
  memoryBytes: 2 * 1024 ** 3,
  pids: 256,
  readOnly: true,
  tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=256m" },
  capabilities: [],
  noNewPrivileges: true,
  network: "bridge",
  pull: "missing",
  labels: {},
  stopTimeoutMs: 3_000,
  readyTimeoutMs: 30_000,
} as const satisfies Partial<ResolvedDockerOptions>;

/** Fills in the defaults; throws `InvalidOptionError` for an option that can't be used. */
export function resolveDockerOptions(options: LocalDockerOptions = {}): ResolvedDockerOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedDockerOptions = { ...DEFAULTS, ...given };
  for (const option of ["cpus", "memoryBytes", "pids"] as const) {
    const value = resolved[option];
    if (value !== false && !(value > 0)) refuse(option, `${value} is neither a positive number nor false`);
  }
  for (const option of ["stopTimeoutMs", "readyTimeoutMs"] as const) {
    if (!(resolved[option] >= 0)) refuse(option, `${resolved[option]} is not a number of milliseconds`);
  }
  if (!["missing", "always", "never"].includes(resolved.pull)) {
    refuse("pull", `${resolved.pull} is not missing, always or never`);
  }
  if (["none", "host"].includes(resolved.network)) {
    const way = "for a server without internet, use a network that you have made for it";
    refuse("network", `"${resolved.network}" publishes no port, so that no client could reach the server; ${way}`);
  }
  return resolved;
}

/** What differs between two starts with the same options. */
export interface ContainerStart {
  /** The container's name. */
  readonly name: string;
  /** The image. */
  readonly image: string;
  /** The port on the daemon's machine; 0 for a free one. */
  readonly port: number;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The labels that say who started it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Writes the options of a container as Docker wants them. */
export function toContainerOptions(
  start: ContainerStart,
  options: ResolvedDockerOptions,
): ContainerSettings {
  const { cpus, memoryBytes, pids, capabilities, command, user } = options;
  return {
    name: start.name,
    Image: start.image,
    Env: Object.entries(start.variables).map(([name, value]) => `${name}=${value}`),
    Labels: { ...options.labels, ...start.labels },
    ExposedPorts: { [SERVER_PORT]: {} },
    ...(command && { Cmd: [...command] }),
    ...(user !== undefined && { User: user }),
    HostConfig: {
      PortBindings: { [SERVER_PORT]: [{ HostIp: options.hostIp, HostPort: String(start.port) }] },
      NetworkMode: options.network,
      Init: true, // passes signals on, and collects orphans
      ...(cpus !== false && { NanoCpus: Math.round(cpus * 1e9) }),
      ...(memoryBytes !== false && { Memory: memoryBytes, MemorySwap: memoryBytes }),
      ...(pids !== false && { PidsLimit: pids }),
      ReadonlyRootfs: options.readOnly,
      Tmpfs: { ...options.tmpfs },
      ...(capabilities !== "default" && { CapDrop: ["ALL"], CapAdd: [...capabilities] }),
      SecurityOpt: options.noNewPrivileges ? ["no-new-privileges"] : [],
    },
  };
}

function refuse(option: string, state: string): never {
  throw new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}
