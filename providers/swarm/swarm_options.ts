import { InvalidOptionError } from "@openenv/core/errors";
import { type LocalDockerOptions, type ResolvedDockerOptions, resolveDockerOptions } from "../docker/docker_options.ts";
import { ownLabels, PROVIDER_LABEL } from "../docker/labels.ts";

/** Options for `DockerSwarmProvider`. The limits are those of one replica. */
export interface DockerSwarmOptions extends
  Pick<
    LocalDockerOptions,
    | "host"
    | "cpus"
    | "memoryBytes"
    | "pids"
    | "readOnly"
    | "capabilities"
    | "noNewPrivileges"
    | "user"
    | "command"
    | "labels"
    | "stopTimeoutMs"
  > {
  /** How many containers run the image. Default: 2. */
  readonly replicas?: number;
  /** `true` creates a swarm with one node if Docker is in none; it stays. Default: `true`. */
  readonly autoInitSwarm?: boolean;
  /**
   * The address of a swarm that is created, for other nodes. Default: `127.0.0.1`, so that no other machine can reach or
   * join it.
   */
  readonly advertiseAddress?: string;
  /**
   * `"ingress"`: one port of every node leads to all replicas, connection by connection. `"host"`: each replica has a port
   * of its node. Either way the port is open on all addresses of the machine. Default: `"ingress"`.
   */
  readonly publishMode?: "ingress" | "host";
  /** The name of an overlay network to join. It is created if there is none, and stays. Default: none. */
  readonly overlayNetwork?: string;
  /** Which nodes may run it, such as `node.labels.gpu==true`. Default: all. */
  readonly constraints?: readonly string[];
  /** The processors that a node must have free for each replica. Default: 0. */
  readonly reservedCpus?: number;
  /** The memory that a node must have free for each replica, in bytes. Default: 0. */
  readonly reservedMemoryBytes?: number;
  /** Folders in memory, and their sizes in bytes. Default: `{ "/tmp": 256 MiB }`. */
  readonly tmpfs?: Readonly<Record<string, number>>;
  /** How long a start waits for a container, and `waitForReady` for all, in milliseconds. Default: 60,000. */
  readonly readyTimeoutMs?: number;
}

/** The options with every default filled in. */
export type ResolvedSwarmOptions =
  & Omit<ResolvedDockerOptions, "tmpfs" | "hostIp" | "network" | "pull">
  & Required<Omit<DockerSwarmOptions, keyof LocalDockerOptions | "overlayNetwork">>
  & Pick<DockerSwarmOptions, "overlayNetwork">
  & { readonly tmpfs: Readonly<Record<string, number>> };

const DEFAULTS = {
  replicas: 2,
  autoInitSwarm: true,
  advertiseAddress: "127.0.0.1",
  publishMode: "ingress",
  constraints: [],
  reservedCpus: 0,
  reservedMemoryBytes: 0,
  tmpfs: { "/tmp": 256 * 1024 ** 2 },
  readyTimeoutMs: 60_000,
} as const;
const SERVER_PORT = 8000;

/** Fills in the defaults; throws `InvalidOptionError` for an option that can't be used. */
export function resolveSwarmOptions(options: DockerSwarmOptions = {}): ResolvedSwarmOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const mine: Pick<ResolvedSwarmOptions, keyof typeof DEFAULTS> = { ...DEFAULTS, ...given };
  const { tmpfs: _, hostIp: _ip, network: _network, pull: _pull, ...shared } = resolveDockerOptions({
    ...given,
    tmpfs: undefined,
    readyTimeoutMs: mine.readyTimeoutMs,
  });
  const { replicas, publishMode, tmpfs } = mine;
  if (!Number.isInteger(replicas) || replicas < 1) refuse("replicas", `${replicas} is not a positive integer`);
  if (!["ingress", "host"].includes(publishMode)) refuse("publishMode", `${publishMode} is not ingress or host`);
  for (const option of ["reservedCpus", "reservedMemoryBytes"] as const) {
    if (!(mine[option] >= 0)) refuse(option, `${mine[option]} is not a number from 0`);
  }
  for (const [path, bytes] of Object.entries(tmpfs)) {
    if (!(bytes > 0)) refuse("tmpfs", `${bytes} is no size of ${path} in bytes`);
  }
  return { ...shared, ...mine };
}

/** The settings of one start. */
export interface ServiceStart {
  /** The service's name. */
  readonly name: string;
  /** The image. */
  readonly image: string;
  /** The port; 0 for a free one. */
  readonly port: number;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Writes the settings of a service as Docker wants them. */
export function toServiceSettings(start: ServiceStart, options: ResolvedSwarmOptions): object {
  const { overlayNetwork, publishMode } = options;
  // `openenv ps` lists what has the provider's label: the service, not its containers.
  const { [PROVIDER_LABEL]: provider = "", ...owner } = ownLabels("swarm");
  return {
    Name: start.name,
    Labels: { ...options.labels, ...owner, [PROVIDER_LABEL]: provider },
    TaskTemplate: {
      ContainerSpec: toContainerSpec(start, { ...options, labels: { ...options.labels, ...owner } }),
      Resources: toResources(options),
      RestartPolicy: { Condition: "any" },
      Placement: { Constraints: [...options.constraints] },
      ...(overlayNetwork !== undefined && { Networks: [{ Target: overlayNetwork }] }),
    },
    Mode: { Replicated: { Replicas: options.replicas } },
    EndpointSpec: {
      Ports: [{
        Protocol: "tcp",
        TargetPort: SERVER_PORT,
        PublishMode: publishMode,
        ...(start.port !== 0 && { PublishedPort: start.port }),
      }],
    },
  };
}

function toContainerSpec({ image, variables }: ServiceStart, options: ResolvedSwarmOptions) {
  const { capabilities, command, user } = options;
  return {
    Image: image,
    Labels: options.labels,
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...(command && { Args: [...command] }),
    ...(user !== undefined && { User: user }),
    Init: true, // passes signals on, and collects orphans
    ReadOnly: options.readOnly,
    Mounts: Object.entries(options.tmpfs).map(([Target, SizeBytes]) => ({
      Type: "tmpfs",
      Target,
      TmpfsOptions: { SizeBytes, Mode: 0o1777 },
    })),
    ...(capabilities !== "default" && { CapabilityDrop: ["ALL"], CapabilityAdd: [...capabilities] }),
    Privileges: { NoNewPrivileges: options.noNewPrivileges },
    StopGracePeriod: options.stopTimeoutMs * 1e6,
    // A task of an image with a check only runs after its first interval, often 30 s; `waitForReady` checks better.
    Healthcheck: { Test: ["NONE"] },
  };
}

function toResources({ cpus, memoryBytes, pids, reservedCpus, reservedMemoryBytes }: ResolvedSwarmOptions) {
  return {
    Limits: {
      ...(cpus !== false && { NanoCPUs: Math.round(cpus * 1e9) }),
      ...(memoryBytes !== false && { MemoryBytes: memoryBytes }),
      ...(pids !== false && { Pids: pids }),
    },
    Reservations: { NanoCPUs: Math.round(reservedCpus * 1e9), MemoryBytes: reservedMemoryBytes },
  };
}

function refuse(option: string, state: string): never {
  throw new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}
