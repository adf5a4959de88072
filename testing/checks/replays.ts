import type { CheckContext, Finding } from "../check.ts";
import { skip } from "../findings.ts";
import { type EpisodePlan, type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { compareEpisodes, compareResets, type Difference } from "./compare_episodes.ts";
import { longestWhole, randomEpisodes, subjectOf } from "./random_episodes.ts";

/** How many episodes are played again; more would hardly find what these don't. */
const REPLAYED = 3;

/** An episode, and the same seed and actions in another session. */
export interface Replay {
  /** The episode. */
  readonly record: EpisodeRecord;
  /** What ended the episode when it was played again; absent if nothing did. */
  readonly error?: EpisodeRecord["error"];
  /** The first difference in the reset. */
  readonly resetDifference: Difference | undefined;
  /** The first difference anywhere. */
  readonly difference: Difference | undefined;
}

/** The longest random episodes that were played through, each played again in a session of its own. */
export function replays(context: CheckContext): Promise<readonly Replay[]> {
  return context.once("runtime.replays", async () => {
    const whole = longestWhole(await randomEpisodes(context));
    const found: Replay[] = [];
    for (const record of whole.slice(0, REPLAYED)) {
      const again = await playInNewSession(subjectOf(context), planOf(record));
      const resetDifference = compareResets(record, again);
      const error = again.error && { error: again.error };
      found.push({ record, ...error, resetDifference, difference: compareEpisodes(record, again) });
    }
    return found;
  });
}

/** How to play an episode again. */
export function planOf({ seed, options, actions }: EpisodeRecord): {
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxSteps: number;
  readonly policy: readonly unknown[];
  readonly withStates: true;
} {
  return { seed, options, maxSteps: actions.length, policy: actions, withStates: true };
}

/**
 * How to play an episode to its end: one that is known to end, or else one that is cut off after its first step where the
 * server knows the option, which ours do.
 */
export function planToItsEnd(ended: EpisodeRecord | undefined, other: EpisodeRecord): EpisodePlan {
  if (ended !== undefined) return planOf(ended);
  return { ...planOf(other), options: { ...other.options, max_steps: 1 }, maxSteps: 1 };
}

/** Why episodes can't be compared: the finding of every check that would compare some; `undefined` if they can. */
export async function incomparable(context: CheckContext): Promise<Finding | undefined> {
  const all = await replays(context);
  if (all.some(({ resetDifference }) => resetDifference !== undefined)) {
    return skip("episodes cannot be compared, since a seed does not decide the reset, see runtime.seed_control");
  }
  if (all.some(({ difference }) => difference !== undefined)) {
    return skip("episodes cannot be compared, since they do not repeat, see runtime.episode_determinism");
  }
}
