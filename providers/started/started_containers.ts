import { findEndpoint } from "../docker/endpoint.ts";
import { type ContainerInfo, DockerEngine } from "../docker/engine.ts";
import { PROVIDER_LABEL, readOwner } from "../docker/labels.ts";
import { stateOf } from "../supervisor/owner.ts";
import type { ListedService } from "../docker/swarm_client.ts";
import { SwarmEngine } from "../swarm/swarm_engine.ts";
import type { ListStartedOptions, Started } from "./started.ts";

/** Lists the containers and the services that providers have started. */
export async function startedContainers({ host }: ListStartedOptions): Promise<Started[]> {
  const endpoint = findEndpoint(host);
  const engine = new DockerEngine({ endpoint, hide: (text) => text });
  const swarm = new SwarmEngine(engine, endpoint);
  const containers = (await engine.list()).flatMap((info) => toStarted(info, engine) ?? []);
  const services = await Promise.all((await swarm.list()).map((service) => toStartedService(service, swarm)));
  return [...containers, ...services.flat()];
}

function toStarted(info: ContainerInfo, engine: DockerEngine): Started | undefined {
  const { name, image, labels, state, createdAt, published } = info;
  const owner = readOwner(labels);
  if (owner === undefined) return undefined;
  return {
    name,
    provider: labels[PROVIDER_LABEL]!,
    runs: image,
    state,
    ...(published && { url: `http://${published.address}:${published.port}` }),
    createdAt,
    owner,
    ownerState: stateOf(owner),
    logs: ({ tail } = {}) => engine.logs(name, tail),
    stop: () => engine.remove(name, 0),
  };
}

async function toStartedService(service: ListedService, swarm: SwarmEngine): Promise<Started[]> {
  const { CreatedAt: createdAt, Spec: { Name: name, Labels: labels, TaskTemplate }, ServiceStatus: count } = service;
  const owner = readOwner(labels);
  if (owner === undefined) return [];
  const [url] = await swarm.addresses(name);
  const isWhole = count === undefined || count.RunningTasks >= count.DesiredTasks;
  return [{
    name,
    provider: labels[PROVIDER_LABEL]!,
    runs: TaskTemplate.ContainerSpec.Image,
    state: isWhole ? "running" : `${count.RunningTasks} of ${count.DesiredTasks} running`,
    ...(url !== undefined && { url }),
    createdAt,
    owner,
    ownerState: stateOf(owner),
    logs: ({ tail } = {}) => swarm.logs(name, tail),
    stop: () => swarm.remove(name, 0),
  }];
}
