import { compareEpisodes, type Difference } from "../../episodes/compare_episodes.ts";
import { type EpisodeRecord, playEpisode, playInNewSession, withSession } from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, pass, skip } from "../../findings/findings.ts";
import type { Exchange } from "../../subjects/subject.ts";
import { whyIncomparable } from "../runtime/played_episodes.ts";
import {
  describeFailure,
  playOracle,
  playRandom,
  type ScoreContext,
  semanticCheck,
  whyUnusable,
  withoutObservations,
} from "./scored_episodes.ts";

const REPLAYABILITY = "semantic.replayability";

/** Check that the same episode gets the same rewards, and can be played again. */
export const REPLAY_CHECKS: readonly Check[] = [
  semanticCheck({
    id: "semantic.verifier_determinism",
    summary: "The same actions on the same seed get the same rewards, in a new session and in the same one; with " +
      "`variance_tolerance`, their variance is at most that.",
    run: checkDeterminism,
  }),
  semanticCheck({
    id: REPLAYABILITY,
    summary: "An episode can be replayed from its seed and its actions alone, without reading the state, and gets " +
      "the same rewards.",
    run: checkReplay,
  }),
];

const REMEDIATION =
  "Make an episode depend on its seed and its actions only: not on the clock, not on reads of the state";

/** How many times to play the episode in one session. */
const REPEATS = 4;

async function checkDeterminism(context: ScoreContext): Promise<Finding> {
  const original = await firstEpisode(context);
  if ("status" in original) return original;
  const { runs, difference } = await playAgain(context, original);
  if (difference !== undefined) return skip(`unmet dependency: ${await checkOfDifference(context)}`);
  const failed = runs.find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    return fail({
      expected: "the same episode as before",
      seen: failed.error!.message,
      record: failed,
      evidence: [describeFailure(failed, "the same actions")],
      remediation: "Make what an episode does depend on its seed and its actions only",
    });
  }
  const most = context.play.reward.variance_tolerance ?? 0;
  const { step, rewards, variance } = widestSpread(runs.map(rewardsOf));
  const measured = { runs: runs.length, variance, variance_tolerance: most };
  if (variance <= most) return pass(measured);
  return fail({
    expected: `rewards whose variance is at most ${most}`,
    seen: rewards,
    record: original,
    steps: step,
    measured,
    evidence: [
      `step ${step} of the same episode (seed ${original.seed}) got ${rewards.join(", ")} in ${runs.length} runs: ` +
      `a variance of ${variance.toPrecision(3)}`,
    ],
    remediation:
      "Make the reward depend on the episode alone, or declare reward.variance_tolerance for a judge that varies",
  });
}

async function checkReplay(context: ScoreContext): Promise<Finding> {
  const original = await firstEpisode(context);
  if ("status" in original) return original;
  const { seed, options } = original;
  const { difference } = await playAgain(context, original);
  if (difference !== undefined) {
    const check = await checkOfDifference(context);
    if (check !== REPLAYABILITY) return skip(`unmet dependency: ${check}`);
    const evidence = [`the same seed and actions (seed ${seed}) played twice: ${difference.text}`];
    return fail({ ...difference, record: original, evidence, remediation: REMEDIATION });
  }
  const determinism = await checkDeterminism(context);
  if (determinism.status !== "pass") return skip("unmet dependency: semantic.verifier_determinism");
  const actions = JSON.parse(JSON.stringify(original.actions)) as unknown[];
  const again = await playInNewSession(context.subject, { seed, options, maxSteps: actions.length, policy: actions });
  const [expected, seen] = [rewardsOf(original), rewardsOf(again)];
  const tolerance = Math.sqrt(context.play.reward.variance_tolerance ?? 0) * 2;
  const at = expected.findIndex((reward, index) => !(Math.abs((seen[index] ?? NaN) - reward) <= tolerance));
  if (at === -1 && again.error === undefined) return pass({ steps: actions.length });
  const evidence = again.error !== undefined
    ? describeFailure(again, "the recorded actions")
    : seen.length < expected.length
    ? `the replay was over after ${seen.length} of ${expected.length} steps (seed ${seed})`
    : `step ${at + 1} got ${expected[at]} when it was played, and ${seen[at]} when it was replayed (seed ${seed})`;
  return fail({ expected, seen, record: original, evidence: [evidence], remediation: REMEDIATION });
}

/** Returns the id of the check that reports a difference: one of the level `runtime`, if random play differs too. */
async function checkOfDifference(context: ScoreContext): Promise<string> {
  const varies = await whyIncomparable(context).catch(() => undefined);
  return varies === undefined ? REPLAYABILITY : "runtime.episode_determinism";
}

/** Returns the episode to play again: the oracle's first, or one at random without an oracle. */
async function firstEpisode(context: ScoreContext): Promise<EpisodeRecord | Finding> {
  const hasOracle = context.play.oracle !== undefined;
  const played = hasOracle ? await playOracle(context) : await playRandom(context);
  const [record] = played.records;
  if (whyUnusable(played, "") === undefined && record !== undefined) return record;
  return skip(`unmet dependency: ${hasOracle ? "semantic.oracle_max" : "semantic.floor_gap"}`);
}

/** One episode, played several times. */
interface Repeats {
  /** The episodes, without their observations. */
  readonly runs: readonly EpisodeRecord[];
  /** The first difference of two sessions in anything but a reward. */
  readonly difference: Difference | undefined;
}

/** Plays the same actions again: twice in sessions of their own, then in one session, episode after episode. */
function playAgain({ once, subject }: ScoreContext, { seed, options, actions }: EpisodeRecord): Promise<Repeats> {
  return once("semantic.again", async () => {
    const plan = { seed, options, maxSteps: actions.length, policy: actions };
    const [one, other] = [await playInNewSession(subject, plan), await playInNewSession(subject, plan)];
    const difference = compareEpisodes(withoutRewards(one), withoutRewards(other));
    const runs = [one, other].map(withoutObservations);
    if (runs.some(({ error }) => error !== undefined)) return { runs, difference };
    await withSession(subject, async (session) => {
      for (let run = 0; run < REPEATS; run++) runs.push(withoutObservations(await playEpisode(session, plan)));
    });
    return { runs, difference };
  });
}

function withoutRewards({ exchanges, ...record }: EpisodeRecord): EpisodeRecord {
  const without = ({ result, durationMs }: Exchange): Exchange => {
    return { result: { ...result, reward: null }, payload: {}, bytes: 0, durationMs };
  };
  return { ...record, exchanges: exchanges.map(without) };
}

function rewardsOf({ exchanges }: EpisodeRecord): number[] {
  return exchanges.slice(1).map(({ result }) => result.reward ?? 0);
}

/** Finds the step whose rewards differ most between runs; a run that ended early has 0 from there on. */
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
