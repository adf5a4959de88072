import { messageOf, OpenEnvError } from "@openenv/core/errors";
import type { ListStartedOptions, Started, StartedList } from "./started.ts";
import { startedContainers } from "./started_containers.ts";
import { startedProcesses } from "./started_processes.ts";

/** Lists what providers have started on this machine, in any process of it. */
export async function listStarted(options: ListStartedOptions = {}): Promise<StartedList> {
  const problems: string[] = [];
  const look = (list: Promise<Started[]>) =>
    list.catch((thrown) => {
      if (!(thrown instanceof OpenEnvError)) throw thrown;
      problems.push(messageOf(thrown));
      return [];
    });
  const started = (await Promise.all([look(startedContainers(options)), look(startedProcesses())])).flat();
  return { started: started.sort((a, b) => a.createdAt.localeCompare(b.createdAt)), problems };
}

/** Stops and removes everything whose owner is gone; returns it. What a living process started is not touched. */
export async function pruneStarted(started: readonly Started[]): Promise<Started[]> {
  const left = started.filter(({ ownerState }) => ownerState === "gone");
  const outcomes = await Promise.allSettled(left.map((thing) => thing.stop()));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return left;
}
