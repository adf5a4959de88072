import type { Check, CheckContext, Finding } from "../check.ts";
import { fail, pass, skip } from "../findings.ts";
import { type EpisodeRecord, playEpisode, playInNewSession } from "../play_episode.ts";
import type { SubjectSession } from "../subject.ts";
import { compareEpisodes, describeDifference, type Difference } from "./compare_episodes.ts";
import { incomparable } from "./replays.ts";
import {
  describeError,
  type Episodes,
  playOracle,
  playRandom,
  whyNot,
  whyUnusable,
  withoutObservations,
} from "./semantic_episodes.ts";

/** One and the same episode is rewarded alike. */
export const SEMANTIC_VERIFIER_DETERMINISM: Check = {
  id: "semantic.verifier_determinism",
  level: "semantic",
  severity: "fail",
  summary: "The same actions on the same seed get the same rewards, in a new session and again in the same one; with " +
    "`variance_tolerance`, their variance is at most that.",
  run: checkDeterminism,
};

/** An episode can be played again from its actions. */
export const SEMANTIC_REPLAYABILITY: Check = {
  id: "semantic.replayability",
  level: "semantic",
  severity: "fail",
  summary: "An episode that was played can be played again from its seed and its actions alone, without reading the " +
    "state, and gets the same rewards.",
  run: checkReplay,
};

const REMEDIATION =
  "Make an episode depend on its seed and its actions only: not on the clock, not on reads of the state";

/** How many times one episode is played, in new sessions and in one. */
const REPEATS = 4;

async function checkDeterminism(context: CheckContext): Promise<Finding> {
  const original = await firstEpisode(context);
  if ("status" in original) return original;
  const { runs, difference } = await playAgain(context, original);
  if (difference !== undefined) return skip(`unmet dependency: ${await whoseDifference(context)}`);
  const failed = runs.find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    return fail({
      expected: "the same episode as before",
      seen: failed.error!.message,
      record: failed,
      evidence: [describeError(failed, "the same actions")],
      remediation: "Make what an episode does depend on its seed and its actions only",
    });
  }
  const { variance_tolerance } = context.play.reward!;
  const most = variance_tolerance ?? 0;
  const spread = widestSpread(runs.map(rewardsOf));
  const measured = { runs: runs.length, variance: spread.variance, variance_tolerance: most };
  if (spread.variance <= most) return pass(measured);
  return fail({
    expected: `rewards whose variance is at most ${most}`,
    seen: spread.rewards,
    record: original,
    steps: spread.step,
    measured,
    evidence: [
      `step ${spread.step} of the same episode (seed ${original.seed}) got ${spread.rewards.join(", ")} in ` +
      `${runs.length} runs: a variance of ${spread.variance.toPrecision(3)}`,
    ],
    remediation:
      "Make the reward depend on the episode alone, or declare reward.variance_tolerance for a judge that varies",
  });
}

async function checkReplay(context: CheckContext): Promise<Finding> {
  const original = await firstEpisode(context);
  if ("status" in original) return original;
  const { difference } = await playAgain(context, original);
  if (difference !== undefined) return judgeDifference(context, original, difference);
  const determinism = await checkDeterminism(context);
  if (determinism.status !== "pass") return skip("unmet dependency: semantic.verifier_determinism");
  const { seed, options } = original;
  const actions = JSON.parse(JSON.stringify(original.actions)) as unknown[];
  const again = await playInNewSession(context.subject!, { seed, options, maxSteps: actions.length, policy: actions });
  const [expected, seen] = [rewardsOf(original), rewardsOf(again)];
  const tolerance = Math.sqrt(context.play.reward!.variance_tolerance ?? 0) * 2;
  const step = expected.findIndex((reward, index) => !(Math.abs((seen[index] ?? NaN) - reward) <= tolerance));
  if (step === -1 && again.error === undefined) return pass({ steps: actions.length });
  const evidence = again.error !== undefined
    ? describeError(again, "the recorded actions")
    : seen.length < expected.length
    ? `the replay was over after ${seen.length} of ${expected.length} steps (seed ${seed})`
    : `step ${step + 1} got ${expected[step]} when it was played, and ${
      seen[step]
    } when it was replayed (seed ${seed})`;
  return fail({
    expected,
    seen,
    record: original,
    evidence: [evidence],
    remediation: REMEDIATION,
  });
}

/** A world that varies in random play too is for a check of that level to find. */
async function whoseDifference(context: CheckContext): Promise<string> {
  const varies = await incomparable(context).catch(() => undefined);
  return varies === undefined ? SEMANTIC_REPLAYABILITY.id : "runtime.episode_determinism";
}

/** Random play may not come to where the oracle does: there only the oracle's episode shows that the world varies. */
async function judgeDifference(
  context: CheckContext,
  original: EpisodeRecord,
  difference: Difference,
): Promise<Finding> {
  const culprit = await whoseDifference(context);
  if (culprit !== SEMANTIC_REPLAYABILITY.id) return skip(`unmet dependency: ${culprit}`);
  const { step, expected, seen } = difference;
  const evidence = [
    `the same seed and actions (seed ${original.seed}) played twice: ${describeDifference(difference)}`,
  ];
  return fail({ expected, seen, record: original, steps: step, evidence, remediation: REMEDIATION });
}

/** The episode to play again: the oracle's first, or one at random if there is no oracle that can be used. */
async function firstEpisode(context: CheckContext): Promise<EpisodeRecord | Finding> {
  const blocked = await whyNot(context);
  if (blocked !== undefined) return blocked;
  const { oracle } = context.play;
  const played: Episodes = oracle === undefined ? await playRandom(context) : await playOracle(context);
  const who = oracle === undefined ? "semantic.floor_gap" : "semantic.oracle_max";
  if (whyUnusable(played, "") !== undefined || played.records.length === 0) return skip(`unmet dependency: ${who}`);
  return played.records[0]!;
}

/** One episode, played several times. */
interface Repeats {
  /** The episodes, without their observations. */
  readonly runs: readonly EpisodeRecord[];
  /** The first thing but a reward in which two episodes in sessions of their own differ. */
  readonly difference: Difference | undefined;
}

/** The same actions again: twice in sessions of their own, then in one session, episode after episode. */
function playAgain(context: CheckContext, original: EpisodeRecord): Promise<Repeats> {
  return context.once("semantic.again", () => repeat(context, original));
}

async function repeat({ subject }: CheckContext, { seed, options, actions }: EpisodeRecord): Promise<Repeats> {
  const plan = { seed, options, maxSteps: actions.length, policy: actions };
  const [one, other] = [await playInNewSession(subject!, plan), await playInNewSession(subject!, plan)];
  const difference = compareEpisodes(withoutRewards(one), withoutRewards(other));
  const runs = [one, other].map(withoutObservations);
  if (runs.some(({ error }) => error !== undefined)) return { runs, difference };
  const session: SubjectSession = await subject!.open();
  try {
    for (let run = 0; run < REPEATS; run++) runs.push(withoutObservations(await playEpisode(session, plan)));
  } finally {
    await session.close();
  }
  return { runs, difference };
}

function withoutRewards({ exchanges, ...record }: EpisodeRecord): EpisodeRecord {
  return {
    ...record,
    exchanges: exchanges.map(({ result, durationMs }) => {
      return { result: { ...result, reward: null }, payload: {}, bytes: 0, durationMs };
    }),
  };
}

function rewardsOf({ exchanges }: EpisodeRecord): number[] {
  return exchanges.slice(1).map(({ result }) => result.reward ?? 0);
}

/** The step whose rewards differ most between runs; a run that ended early has 0 from there on. */
function widestSpread(runs: readonly (readonly number[])[]): { step: number; rewards: number[]; variance: number } {
  const steps = Math.max(...runs.map(({ length }) => length));
  let widest = { step: 0, rewards: [] as number[], variance: 0 };
  for (let index = 0; index < steps; index++) {
    const rewards = runs.map((run) => run[index] ?? 0);
    const variance = varianceOf(rewards);
    if (variance > widest.variance) widest = { step: index + 1, rewards, variance };
  }
  return widest;
}

function varianceOf(values: readonly number[]): number {
  const first = values[0]!;
  const mean = values.reduce((sum, value) => sum + (value - first), 0) / values.length;
  return values.reduce((sum, value) => sum + (value - first - mean) ** 2, 0) / values.length;
}
