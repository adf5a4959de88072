import { messageOf } from "@openenv/core";
import { compareEpisodes, compareResets, type Difference } from "../../episodes/compare_episodes.ts";
import { type EpisodePlan, type EpisodeRecord, playInNewSession } from "../../episodes/play_episode.ts";
import type { CheckContext, Finding } from "../../findings/check.ts";
import { attributeError, type Requirement, skip } from "../../findings/findings.ts";
import { UndrawableSchemaError } from "../../sampling/sampling.ts";
import type { Subject } from "../../subjects/subject.ts";

/** The context of a check that has an environment to play. */
export interface SubjectContext extends CheckContext {
  /** The environment. */
  readonly subject: Subject;
}

/** The random policy threw, which says nothing about the environment. */
export class PolicyFailure extends Error {}

/** Options of a reset. */
type Options = Readonly<Record<string, unknown>>;

/** The name of every episode in a check, so that an observation may show it and still repeat. */
const EPISODE_ID = "openenv-check";

/** The most bytes of all answers of random episodes: they are kept, and take some times their text when parsed. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The number of episodes to replay; more would hardly find more. */
const REPLAYED = 3;

/** Returns the options of every reset, beside the seed. */
export function resetOptionsOf({ play }: CheckContext): Options {
  return { episode_id: EPISODE_ID, ...play.resetOptions };
}

/** Returns the options of a reset to a task that a check chooses, instead of the one that the options choose. */
export function taskOptionsOf(context: CheckContext, where: Options): Options {
  const { split: _split, index: _index, task_id: _taskId, ...others } = resetOptionsOf(context);
  return { ...others, ...where };
}

/**
 * Plays the episodes that most checks look at: at random, with states, each with a seed and a session of its own. The
 * first episode with an error is the last one.
 *
 * @throws {@linkcode PolicyFailure} if the random policy throws.
 */
export function randomEpisodes(context: SubjectContext): Promise<readonly EpisodeRecord[]> {
  return context.once("runtime.random_episodes", async () => {
    const { seed, maxSteps, randomPolicy: policy } = context.play;
    const episodes = Math.max(context.play.episodes, 1);
    const records: EpisodeRecord[] = [];
    while (records.length < episodes && records.at(-1)?.error === undefined) {
      const options = resetOptionsOf(context);
      const plan = { seed: seed + records.length, options, maxSteps, policy, withStates: true };
      const playing = playInNewSession(context.subject, { ...plan, maxBytes: MAX_BYTES / episodes });
      records.push(await playing.catch((thrown) => failPolicy(thrown, plan.seed)));
    }
    return records;
  });
}

function failPolicy(thrown: unknown, seed: number): never {
  if (thrown instanceof UndrawableSchemaError) throw thrown; // the runner makes a skip of it
  throw new PolicyFailure(`the random policy threw at seed ${seed}: ${messageOf(thrown)}`, { cause: thrown });
}

/** Returns the random episodes without an error, the longest first: some faults only show late in an episode. */
export async function wholeEpisodes(context: SubjectContext): Promise<readonly EpisodeRecord[]> {
  const whole = (await randomEpisodes(context)).filter(({ error }) => error === undefined);
  return whole.toSorted((one, other) => other.actions.length - one.actions.length);
}

/**
 * Judges every random episode, including the part before an error; then the error.
 *
 * @returns The first finding; `undefined` if everything that was played is in order.
 */
export async function judgeEpisodes(
  context: SubjectContext,
  requirement: Requirement,
  judge: (record: EpisodeRecord) => Finding | undefined,
): Promise<Finding | undefined> {
  const records = await randomEpisodes(context);
  for (const record of records) {
    const found = judge(record);
    if (found !== undefined) return found;
  }
  const broken = records.find(({ error }) => error !== undefined);
  if (broken !== undefined) return attributeError(broken, requirement);
  if (records.every(({ actions }) => actions.length === 0)) return skip("no step was played");
}

/** An episode, and the same seed and actions in another session. */
export interface Replay {
  /** The episode. */
  readonly record: EpisodeRecord;
  /** The error of the replay; `undefined` if there is none. */
  readonly error: EpisodeRecord["error"];
  /** The first difference in the reset. */
  readonly resetDifference: Difference | undefined;
  /** The first difference anywhere. */
  readonly difference: Difference | undefined;
}

/** Replays the longest random episodes without an error, each in a session of its own. */
export function replays(context: SubjectContext): Promise<readonly Replay[]> {
  return context.once("runtime.replays", async () => {
    const found: Replay[] = [];
    for (const record of (await wholeEpisodes(context)).slice(0, REPLAYED)) {
      const again = await playInNewSession(context.subject, replayPlan(record));
      const [resetDifference, difference] = [compareResets(record, again), compareEpisodes(record, again)];
      found.push({ record, error: again.error, resetDifference, difference });
    }
    return found;
  });
}

/** Makes the plan to play an episode again. */
export function replayPlan({ seed, options, actions }: EpisodeRecord): EpisodePlan {
  return { seed, options, maxSteps: actions.length, policy: actions, withStates: true };
}

/**
 * Makes the plan to play an episode to its end: one that is known to end, or else one that is cut off after its first
 * step, where the server knows the option `max_steps`.
 */
export function planToEnd(ended: EpisodeRecord | undefined, other: EpisodeRecord): EpisodePlan {
  if (ended !== undefined) return replayPlan(ended);
  return { ...replayPlan(other), options: { ...other.options, max_steps: 1 }, maxSteps: 1 };
}

/** Returns why episodes can't be compared, as the finding of a check that needs to; `undefined` if they can. */
export async function whyIncomparable(context: SubjectContext): Promise<Finding | undefined> {
  const all = await replays(context);
  if (all.some(({ resetDifference }) => resetDifference !== undefined)) {
    return skip("episodes cannot be compared, since a seed does not decide the reset, see runtime.seed_control");
  }
  if (all.some(({ difference }) => difference !== undefined)) {
    return skip("episodes cannot be compared, since they do not repeat, see runtime.episode_determinism");
  }
}
