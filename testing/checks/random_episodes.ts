import { messageOf } from "@openenv/core";
import type { CheckContext, Finding } from "../check.ts";
import { type Charge, judgeBreak } from "../culprit.ts";
import { skip } from "../findings.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import type { Subject } from "../subject.ts";
import { UndrawableSchemaError } from "../testing_errors.ts";

/** The name of every episode in a check, so that one whose observations show it is not taken for one that varies. */
const EPISODE_ID = "openenv-check";

/** How much the answers of all random episodes may hold: they are kept, and what is parsed takes some times its text. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The random policy broke, which says nothing about the environment. */
export class PolicyBroke extends Error {}

/** The subject; the table of runtime checks leaves the checks out that have none. */
export function subjectOf({ subject }: CheckContext): Subject {
  return subject!;
}

/** What every reset is given beside the seed. */
export function resetOptionsOf({ play }: CheckContext): Readonly<Record<string, unknown>> {
  return { episode_id: EPISODE_ID, ...play.resetOptions };
}

/** The same for an episode of a task that a check chooses: instead of the one that the options choose, if they do. */
export function taskOptionsOf(
  context: CheckContext,
  where: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { split: _split, index: _index, task_id: _taskId, ...others } = resetOptionsOf(context);
  return { ...others, ...where };
}

/**
 * The episodes that most checks look at: played at random, with states, each with a seed and a session of its own. The
 * first one that breaks off is the last one.
 *
 * @throws {@linkcode PolicyBroke} if the random policy throws.
 */
export function randomEpisodes(context: CheckContext): Promise<readonly EpisodeRecord[]> {
  return context.once("runtime.random_episodes", async () => {
    const { seed, episodes, maxSteps, randomPolicy: policy } = context.play;
    const records: EpisodeRecord[] = [];
    while (records.length < Math.max(episodes, 1) && records.at(-1)?.error === undefined) {
      const plan = {
        seed: seed + records.length,
        options: resetOptionsOf(context),
        maxSteps,
        policy,
        withStates: true,
        maxBytes: MAX_BYTES / Math.max(episodes, 1),
      };
      records.push(await playInNewSession(subjectOf(context), plan).catch((thrown) => blamePolicy(thrown, plan.seed)));
    }
    return records;
  });
}

function blamePolicy(thrown: unknown, seed: number): never {
  if (thrown instanceof UndrawableSchemaError) throw thrown; // the runner makes a skip of it
  throw new PolicyBroke(`the random policy threw at seed ${seed}: ${messageOf(thrown)}`, { cause: thrown });
}

/** What was played through; where most was done comes first: what goes wrong late is not in episodes that end early. */
export function longestWhole(records: readonly EpisodeRecord[]): readonly EpisodeRecord[] {
  const whole = records.filter(({ error }) => error === undefined);
  return whole.toSorted((one, other) => other.actions.length - one.actions.length);
}

/** The random episodes that were played through, the longest first; the finding that there is none is what a check returns then. */
export async function wholeEpisodes(
  context: CheckContext,
  charge: Charge,
): Promise<{ readonly records: readonly EpisodeRecord[]; readonly none?: Finding }> {
  const all = await randomEpisodes(context);
  const records = longestWhole(all);
  return records.length > 0 ? { records } : { records, none: judgeBreak(all[0]!, charge) };
}

/** The same for a check that takes the environment itself: nobody has it who only has its URL. */
export async function wholeLocalEpisodes(context: CheckContext, charge: Charge): ReturnType<typeof wholeEpisodes> {
  if (subjectOf(context).implementation !== undefined) return await wholeEpisodes(context, charge);
  return { records: [], none: skip("it takes the environment itself, and this one is behind a URL") };
}

/**
 * Judges every random episode, the part before a break included; then the break.
 *
 * @returns The first finding; `undefined` if everything that was played is in order.
 */
export async function judgeEpisodes(
  context: CheckContext,
  charge: Charge,
  judge: (record: EpisodeRecord) => Finding | undefined,
): Promise<Finding | undefined> {
  const records = await randomEpisodes(context);
  for (const record of records) {
    const found = judge(record);
    if (found !== undefined) return found;
  }
  const broken = records.find(({ error }) => error !== undefined);
  if (broken !== undefined) return judgeBreak(broken, charge);
  if (records.every(({ actions }) => actions.length === 0)) return skip("no step was played");
}
