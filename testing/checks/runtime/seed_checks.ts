import { compareEpisodes, compareResets } from "../../episodes/compare_episodes.ts";
import { type EpisodeRecord, playInNewSession } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, pass, skip } from "../../findings/findings.ts";
import { replayPlan, replays } from "./played_episodes.ts";
import { episodeCheck, type EpisodeRun } from "./runtime_check.ts";

/** Check whether a seed decides an episode. */
export const SEED_CHECKS: readonly Check[] = [
  episodeCheck({
    id: "runtime.seed_control",
    summary: "The seed asked for is the seed in the state, and the same seed gives the same first observation.",
    expected: "a reset that the seed decides",
    remediation: "Draw from context.random, or from a generator made from options.seed, and from nothing else in reset",
    run: checkSeedControl,
  }),
  episodeCheck({
    id: "runtime.episode_determinism",
    summary: "Two episodes with the same seed and actions, in separate sessions, are equal step by step.",
    expected: "the same answers to the same seed and actions",
    remediation: "Draw from context.random only: no Math.random, no clock, nothing that is kept between sessions",
    run: checkDeterminism,
  }),
  episodeCheck({
    id: "runtime.seed_variety",
    severity: "warn",
    summary: "Different seeds differ somewhere: in their resets, or in what the same actions lead to.",
    expected: "other episodes for other seeds",
    remediation:
      "Draw from context.random; if chance needs a reset option, name it in check.reset_options, and if the world has no chance, leave this check out",
    run: checkVariety,
  }),
];

async function checkSeedControl({ context, records, requirement }: EpisodeRun): Promise<Finding> {
  for (const record of bySeed(records)) {
    const wrong = record.states.find((state) => state.seed !== undefined && state.seed !== record.seed);
    if (wrong === undefined) continue;
    const evidence = [`the reset asked for the seed ${record.seed}, and the state says ${JSON.stringify(wrong.seed)}`];
    return fail({ ...requirement, expected: record.seed, seen: wrong.seed, record, steps: 0, evidence });
  }
  for (const { record, error, resetDifference } of await replays(context)) {
    if (error?.step === 0) return skip(`a second session could not be reset: ${error.message}`);
    if (resetDifference === undefined) continue;
    const evidence = [`two resets with the seed ${record.seed} differ, ${resetDifference.text}`];
    return fail({ ...requirement, ...resetDifference, record, evidence });
  }
  return pass({ seeds: bySeed(records).map(({ seed }) => seed) });
}

async function checkDeterminism({ context, requirement }: EpisodeRun): Promise<Finding> {
  const all = await replays(context);
  for (const { record, resetDifference, difference } of all) {
    if (resetDifference !== undefined) return skip("a seed does not decide the reset, see runtime.seed_control");
    if (difference === undefined) continue;
    const evidence = [`the same seed and actions once more, in another session: ${difference.text}`];
    return fail({ ...requirement, ...difference, record, evidence });
  }
  return pass({ episodes: all.length, steps: all.reduce((sum, { record }) => sum + record.actions.length, 0) });
}

async function checkVariety({ context, records, requirement }: EpisodeRun): Promise<Finding> {
  const [first, ...others] = records;
  if (others.length === 0) return skip("one episode has no other seed to be compared with");
  if (others.some((other) => compareResets(first, other) !== undefined)) return pass({ seeds: records.length });
  for (const { seed } of others) {
    const other = await playInNewSession(context.subject, { ...replayPlan(first), seed });
    if (compareEpisodes(first, other) !== undefined) return pass({ seeds: records.length });
  }
  const seeds = bySeed(records).map(({ seed }) => seed);
  const evidence = [`the seeds ${seeds.join(", ")} begin alike, and the same actions lead to the same answers`];
  const seen = "the same episode for every seed";
  return fail({ ...requirement, seen, record: first, evidence, measured: { seeds } });
}

function bySeed(records: readonly EpisodeRecord[]): readonly EpisodeRecord[] {
  return records.toSorted((one, other) => one.seed - other.seed);
}
