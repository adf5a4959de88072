import { type Owner, ownerOf } from "../supervisor/owner.ts";

/** On images: what runs in it. `deno` says that the server checks `OPENENV_TOKEN`. */
export const RUNTIME_LABEL = "org.openenv.runtime";
/** On containers: the provider that started it. */
export const PROVIDER_LABEL = "org.openenv.provider";
const HOST = "org.openenv.owner.host";
const PID = "org.openenv.owner.pid";
const STARTED = "org.openenv.owner.started";

/** The labels of a container that this process starts. */
export function ownLabels(provider: string): Record<string, string> {
  const { host, pid, started } = ownerOf();
  return { [PROVIDER_LABEL]: provider, [HOST]: host, [PID]: String(pid), [STARTED]: started };
}

/** Reads who started a container; `undefined` if it was not this package. */
export function readOwner(labels: Readonly<Record<string, string>>): Owner | undefined {
  const { [HOST]: host, [PID]: pid, [STARTED]: started = "" } = labels;
  return host === undefined || pid === undefined ? undefined : { host, pid: Number(pid), started };
}
