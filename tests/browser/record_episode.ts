import type { AnyImplementation, PolicyFactory } from "@openenv/core";
import { EPISODE_FORMAT, toEpisodeFile } from "@openenv/core/episodes";
import { createLocalSubject, playInNewSession } from "@openenv/testing";

/** An episode to record. */
export interface EpisodeToRecord {
  /** The seed. */
  readonly seed: number;
  /** The other options of the reset. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The policy, or the actions. */
  readonly policy: PolicyFactory | readonly unknown[];
}

/** Plays an episode, and writes it down as a file that the page opens. */
export async function recordEpisode(environment: AnyImplementation, plan: EpisodeToRecord): Promise<string> {
  const record = await playInNewSession(createLocalSubject(environment), { maxSteps: 60, ...plan });
  if (record.error !== undefined) {
    throw new Error(`Cannot record ${environment.contract.name}: ${record.error.message}`);
  }
  const { seed, options, actions, exchanges } = record;
  return toEpisodeFile({
    header: { type: "episode", format: EPISODE_FORMAT, environment: { name: environment.contract.name }, seed },
    calls: exchanges.map(({ result }, index) =>
      index === 0
        ? { type: "reset", options: { seed, ...options }, result }
        : { type: "step", action: actions[index - 1], result }
    ),
  });
}
