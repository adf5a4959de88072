import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { compareEpisodes, compareResets, describeDifference } from "./compare_episodes.ts";
import { subjectOf, wholeEpisodes } from "./random_episodes.ts";
import { planOf, replays } from "./replays.ts";

const SEED_CONTROL: Charge = {
  id: "runtime.seed_control",
  expected: "a reset that the seed decides",
  remediation: "Draw from context.random, or from a generator made from options.seed, and from nothing else in reset",
};
const DETERMINISM: Charge = {
  id: "runtime.episode_determinism",
  expected: "the same answers to the same seed and actions",
  remediation: "Draw from context.random only: no Math.random, no clock, nothing that is kept between sessions",
};
const VARIETY: Charge = {
  id: "runtime.seed_variety",
  expected: "other episodes for other seeds",
  remediation:
    "Draw from context.random; if chance needs a reset option, name it in check.reset_options, and if the world has no chance, leave this check out",
};

/** Whether a seed decides an episode. */
export const SEED_CHECKS: readonly Check[] = [
  {
    id: SEED_CONTROL.id,
    level: "runtime",
    severity: "fail",
    summary: "The seed asked for is the seed in the state, and the same seed gives the same first observation.",
    run: checkSeedControl,
  },
  {
    id: DETERMINISM.id,
    level: "runtime",
    severity: "fail",
    summary: "Two episodes of the same seed and actions are equal, step by step, in sessions of their own.",
    run: checkDeterminism,
  },
  {
    id: VARIETY.id,
    level: "runtime",
    severity: "warn",
    summary: "Different seeds differ somewhere: in their resets, or in what the same actions lead to.",
    run: checkVariety,
  },
];

async function checkSeedControl(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, SEED_CONTROL);
  if (none !== undefined) return none;
  for (const record of bySeed(records)) {
    const wrong = record.states.find((state) => state.seed !== undefined && state.seed !== record.seed);
    if (wrong === undefined) continue;
    const evidence = [`the reset asked for the seed ${record.seed}, and the state says ${JSON.stringify(wrong.seed)}`];
    return fail({ ...SEED_CONTROL, expected: record.seed, seen: wrong.seed, record, steps: 0, evidence });
  }
  for (const { record, error, resetDifference } of await replays(context)) {
    if (error?.step === 0) return skip(`a second session could not be reset: ${error.message}`);
    if (resetDifference === undefined) continue;
    const { expected, seen } = resetDifference;
    const evidence = [`two resets with the seed ${record.seed} differ, ${describeDifference(resetDifference)}`];
    return fail({ ...SEED_CONTROL, expected, seen, record, steps: 0, evidence });
  }
  return pass({ seeds: seedsOf(records) });
}

async function checkDeterminism(context: CheckContext): Promise<Finding> {
  const { none } = await wholeEpisodes(context, DETERMINISM);
  if (none !== undefined) return none;
  const all = await replays(context);
  for (const { record, resetDifference, difference } of all) {
    if (resetDifference !== undefined) return skip("a seed does not decide the reset, see runtime.seed_control");
    if (difference === undefined) continue;
    const { step, expected, seen } = difference;
    const evidence = [`the same seed and actions once more, in another session: ${describeDifference(difference)}`];
    return fail({ ...DETERMINISM, expected, seen, record, steps: step, evidence });
  }
  return pass({ episodes: all.length, steps: all.reduce((sum, { record }) => sum + record.actions.length, 0) });
}

async function checkVariety(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, VARIETY);
  if (none !== undefined) return none;
  const [first, ...others] = records as [EpisodeRecord, ...EpisodeRecord[]];
  if (others.length === 0) return skip("one episode has no other seed to be compared with");
  if (others.some((other) => compareResets(first, other) !== undefined)) return pass({ seeds: records.length });
  for (const { seed } of others) {
    const other = await playInNewSession(subjectOf(context), { ...planOf(first), seed });
    if (compareEpisodes(first, other) !== undefined) return pass({ seeds: records.length });
  }
  const seeds = seedsOf(records);
  const evidence = [`the seeds ${seeds.join(", ")} begin alike, and the same actions lead to the same answers`];
  const seen = "the same episode for every seed";
  return fail({ ...VARIETY, seen, record: first, evidence, measured: { seeds } });
}

function bySeed(records: readonly EpisodeRecord[]): readonly EpisodeRecord[] {
  return records.toSorted((one, other) => one.seed - other.seed);
}

function seedsOf(records: readonly EpisodeRecord[]): number[] {
  return bySeed(records).map(({ seed }) => seed);
}
