import type { DockerEndpoint } from "../docker/endpoint.ts";
import { type DockerEngine, ifExists, textOfFrames } from "../docker/engine.ts";
import { PROVIDER_LABEL } from "../docker/labels.ts";
import type { ListedService, SwarmTask } from "../docker/swarm_client.ts";
import { ProviderUnavailableError } from "../provider_errors.ts";
import type { ResolvedSwarmOptions } from "./swarm_options.ts";

/** How long the containers of a removed service may take to go, besides their own time, in milliseconds. */
const GONE_MS = 60_000;
const POLL_MS = 100;
/** The daemon is in no swarm, or manages none. */
const NO_MANAGER = 503;

/** Asks a daemon about its swarm. */
export class SwarmEngine {
  readonly #engine: DockerEngine;
  readonly #endpoint: DockerEndpoint;

  /** Creates an engine for a daemon. */
  constructor(engine: DockerEngine, endpoint: DockerEndpoint) {
    this.#engine = engine;
    this.#endpoint = endpoint;
  }

  /** Makes sure that the daemon manages a swarm; creates one if that is allowed. */
  async enter({ autoInitSwarm, advertiseAddress }: ResolvedSwarmOptions): Promise<void> {
    const { Swarm: swarm } = await this.#engine.call("look for a swarm", (docker) => docker.info());
    const state = swarm?.LocalNodeState ?? "inactive";
    if (swarm?.ControlAvailable) return;
    if (autoInitSwarm && /^(inactive|pending)$/.test(state)) {
      const options = { ListenAddr: `${advertiseAddress}:2377`, AdvertiseAddr: advertiseAddress };
      // Another start may have created it meanwhile.
      await ifExists(this.#engine.call("create a swarm", (docker) => docker.swarmInit(options)), [NO_MANAGER]);
      return;
    }
    const { address } = this.#endpoint;
    const why = state === "active"
      ? `Docker at ${address} is a worker of its swarm; set the option host to a manager's address`
      : state === "inactive"
      ? `Docker at ${address} is in no swarm; run docker swarm init, or set the option autoInitSwarm`
      : `the node of Docker at ${address} is ${state}`;
    throw new ProviderUnavailableError(`Cannot start service: ${why}`, { provider: "swarm" });
  }

  /** Creates an overlay network, unless there is one of that name. */
  async createNetwork(name: string): Promise<void> {
    const look = this.#engine.call(`look for network ${name}`, (docker) => docker.getNetwork(name).inspect());
    if (await ifExists(look) !== undefined) return;
    const options = { Name: name, Driver: "overlay", Attachable: true, CheckDuplicate: true } as const;
    // 409: another start has created it meanwhile.
    await ifExists(this.#engine.call(`create network ${name}`, (docker) => docker.createNetwork(options)), [409]);
  }

  /** Creates a service. */
  async create(name: string, settings: object, auth: object | undefined): Promise<void> {
    await this.#engine.call(`create service ${name}`, (docker) => docker.createService(auth, settings));
  }

  /** Lists the tasks of a service, the newest first. Those of a removed one are listed until they have ended. */
  async tasks(name: string): Promise<SwarmTask[]> {
    const filters = JSON.stringify({ name: [`${name}.`] });
    const found = await this.#engine.call(`list tasks of ${name}`, (docker) => docker.listTasks({ filters }));
    return found.toSorted((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  }

  /** Describes a service; `undefined` if there is none. */
  inspect(name: string): Promise<ListedService | undefined> {
    return ifExists(this.#engine.call(`inspect service ${name}`, (docker) => docker.getService(name).inspect()));
  }

  /** Lists the services that this package has created, for any owner; none if the daemon manages no swarm. */
  async list(): Promise<readonly ListedService[]> {
    const filters = JSON.stringify({ label: [PROVIDER_LABEL] });
    const list = this.#engine.call("list services", (docker) => docker.listServices({ filters, status: true }));
    return await ifExists(list, [NO_MANAGER]) ?? [];
  }

  /** The base URLs of a service: one for all replicas, or one for each that runs. */
  async addresses(name: string): Promise<string[]> {
    const [port] = (await this.inspect(name))?.Endpoint?.Ports ?? [];
    if (port?.PublishMode === "ingress") {
      return port.PublishedPort === undefined ? [] : [`http://${this.#ownHost}:${port.PublishedPort}`];
    }
    const running = (await this.tasks(name)).filter(isRunning).sort((a, b) => a.Slot - b.Slot);
    const urls = await Promise.all(running.map(async (task) => {
      const published = task.Status.PortStatus?.Ports?.[0]?.PublishedPort;
      return published === undefined ? [] : [`http://${await this.#hostOf(task)}:${published}`];
    }));
    return urls.flat();
  }

  /** Returns what the containers of a service have printed; an empty text if there is none. */
  async logs(name: string, tail?: number): Promise<string> {
    const options = { stdout: true, stderr: true, follow: false, ...(tail !== undefined && { tail }) } as const;
    const frames = await ifExists(
      this.#engine.call(`read logs of ${name}`, (docker) => docker.getService(name).logs(options)),
    );
    if (frames === undefined) return "";
    const text = textOfFrames(frames); // the daemon counts the lines of each container
    return tail === undefined ? text : text.trimEnd().split("\n").slice(-tail).join("\n") + "\n";
  }

  /** Returns the last lines of one task; an empty text if it has none. */
  async logsOfTask(id: string, tail: number): Promise<string> {
    const options = { stdout: true, stderr: true, follow: false, tail } as const;
    const frames = await ifExists(
      this.#engine.call(`read logs of task ${id}`, (docker) => docker.getTask(id).logs(options)),
    );
    return frames === undefined ? "" : textOfFrames(frames);
  }

  /** Removes a service, if it exists, and waits until its containers are gone. */
  async remove(name: string, graceMs: number): Promise<void> {
    await ifExists(this.#engine.call(`remove service ${name}`, (docker) => docker.getService(name).remove()));
    const filters = JSON.stringify({ label: [`com.docker.swarm.service.name=${name}`] });
    for (let left = (GONE_MS + graceMs) / POLL_MS; left > 0; left--) {
      const tasks = await this.tasks(name);
      const containers = await this.#engine.call(
        `list containers of ${name}`,
        (docker) => docker.listContainers({ all: true, filters }),
      );
      if (tasks.length + containers.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const text = `Cannot stop service ${name}: it was removed, but a node has not reported the end of its containers`;
    throw new ProviderUnavailableError(text, { provider: "swarm" });
  }

  get #ownHost(): string {
    const { host = "127.0.0.1" } = this.#endpoint;
    return toUrlHost(host);
  }

  async #hostOf({ NodeID: id = "" }: SwarmTask): Promise<string> {
    const { Swarm: swarm } = await this.#engine.call("look for a swarm", (docker) => docker.info());
    if (swarm?.NodeID === id) return this.#ownHost;
    return toUrlHost(
      (await this.#engine.call(`inspect node ${id}`, (docker) => docker.getNode(id).inspect())).Status.Addr,
    );
  }
}

function toUrlHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** `true` while a task's container runs and is meant to. */
export function isRunning({ DesiredState, Status }: SwarmTask): boolean {
  return DesiredState === "running" && Status.State === "running";
}

/** `true` once a task's container has ended by itself, or could not be made. */
export function hasEnded({ Status }: SwarmTask): boolean {
  return /^(complete|failed|rejected|orphaned)$/.test(Status.State);
}
