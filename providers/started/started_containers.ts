import { findEndpoint } from "../docker/endpoint.ts";
import { type ContainerInfo, DockerEngine } from "../docker/engine.ts";
import { PROVIDER_LABEL, readOwner } from "../docker/labels.ts";
import { stateOf } from "../supervisor/owner.ts";
import type { ListStartedOptions, Started } from "./started.ts";

/** Lists the containers that providers have started. */
export async function startedContainers({ host }: ListStartedOptions): Promise<Started[]> {
  const engine = new DockerEngine({ endpoint: findEndpoint(host), hide: (text) => text });
  return (await engine.list()).flatMap((info) => toStarted(info, engine) ?? []);
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
