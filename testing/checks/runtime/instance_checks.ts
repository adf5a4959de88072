import { isRecord } from "@openenv/core/schema";
import { type EpisodeRecord, playEpisode } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { attributeError, fail, pass, type Requirement, skip } from "../../findings/findings.ts";
import type { RubricView } from "../../inspection/inspector.ts";
import type { SubjectInside, WatchedSession } from "../../subjects/subject.ts";
import { replayPlan } from "./played_episodes.ts";
import { answerTo, type EpisodeCheck, episodeCheck, type EpisodeRun } from "./runtime_check.ts";

/** Checks whether what the environment returned stays as it was. */
export const ALIASING_CHECK = episodeCheck({
  id: "runtime.aliasing",
  summary: "Later steps do not change an observation or an info that was returned before.",
  expected: "what it was when it was returned",
  remediation: "Return new objects: a caller in the same process, a rubric or a transform may keep them",
  needsInside: true,
  run: checkAliasing,
});

async function checkAliasing({ context, records: [record], requirement }: EpisodeRun): Promise<Finding> {
  const { returned } = await withWatched(context.subject.inside!, async (session) => {
    await playEpisode(session, replayPlan(record));
    // With another seed, since overwriting with the same values does not show.
    await playEpisode(session, { ...replayPlan(record), seed: record.seed + 1, maxSteps: 0 });
    return await session.look();
  });
  const changed = returned.find(({ then, now }) => then !== now);
  if (changed === undefined) return pass({ answers: returned.length / 2 });
  const { part, answer, then, now } = changed;
  const evidence = [`the ${part} of ${answerTo(answer)} was changed after it had been returned`];
  return fail({ ...requirement, expected: then, seen: now, record, evidence });
}

/** Opens a session whose instance is watched, uses it, and closes it, whatever happens. */
async function withWatched<T>(inside: SubjectInside, use: (session: WatchedSession) => Promise<T>): Promise<T> {
  const session = await inside.openWatched();
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** Check whether a declared rubric explains the rewards. */
export const RUBRIC_CHECKS: readonly Check[] = [
  rubricCheck({
    id: "runtime.rubric_introspectable",
    summary: "A declared rubric tree can be inspected: the instance has one, and its parts have names and scores.",
    expected: "an instance with a rubric that has named parts, each with a finite score",
    remediation: "Give the instance a rubric with parts in fields of their own, or declare rubric_tree: false",
  }, judgeParts),
  rubricCheck({
    id: "runtime.reward_attribution",
    summary: "Each reward is the score of the declared rubric tree.",
    expected: "the score of the rubric",
    remediation: "Return no reward of your own where the rubric gives it",
  }, judgeRewards),
];

/** An episode with what its rubrics said. */
interface ScoredEpisode {
  /** The episode; the scores of a step's rubrics are in its info. */
  readonly record: EpisodeRecord;
  /** The rubric of the instance; `null` if it has none. */
  readonly rubric: RubricView | null;
  /** `true` if the instance has a transform, which may change rewards after the rubric. */
  readonly hasTransform: boolean;
  /** The score of the whole tree after each step; `null` if there is none. */
  readonly scores: readonly (number | null)[];
}

function rubricCheck(
  parts: Omit<EpisodeCheck, "run">,
  judge: (episode: ScoredEpisode, requirement: Requirement) => Finding,
): Check {
  return episodeCheck({
    ...parts,
    severity: "warn",
    needsInside: true,
    applies: ({ manifest }: CheckContext) => manifest?.validation?.capabilities.rubric_tree === true,
    async run(run) {
      const episode = await run.context.once("runtime.scored_episode", () => playScored(run));
      const { record } = episode;
      return record.error === undefined ? judge(episode, run.requirement) : attributeError(record, run.requirement);
    },
  });
}

async function playScored({ context, records: [original] }: EpisodeRun): Promise<ScoredEpisode> {
  return await withWatched(context.subject.inside!, async (session) => {
    const scores: (number | null)[] = [];
    const noteScore = async () => void scores.push((await session.look()).rubric?.lastScore ?? null);
    const actions = original.actions.values();
    const policy = () => async () => {
      await noteScore();
      return actions.next().value;
    };
    const record = await playEpisode(session, { ...replayPlan(original), policy });
    await noteScore();
    const { rubric, hasTransform } = await session.look();
    return { record, rubric, hasTransform, scores: scores.slice(1, record.exchanges.length) };
  });
}

function judgeParts({ record, rubric }: ScoredEpisode, requirement: Requirement): Finding {
  const refuse = (seen: unknown, evidence: string) => fail({ ...requirement, record, seen, evidence: [evidence] });
  if (rubric === null) return refuse("no rubric", "the instance has nothing in its field rubric");
  const { parts } = rubric;
  if (parts.length === 0) return refuse([], `the rubric ${rubric.label} has no parts that could be looked into`);
  const scored = record.exchanges.slice(1).flatMap(({ result }) =>
    isRecord(result.info.rubric) ? Object.keys(result.info.rubric) : []
  );
  if (scored.length === 0) return refuse([], "no part of the rubric was asked in any step");
  return pass({ parts, scored: [...new Set(scored)] });
}

function judgeRewards({ record, rubric, hasTransform, scores }: ScoredEpisode, requirement: Requirement): Finding {
  if (rubric === null) return skip("the instance has no rubric, see runtime.rubric_introspectable");
  for (const [index, expected] of scores.entries()) {
    const { reward } = record.exchanges[index + 1]!.result;
    if (expected === reward) continue;
    if (hasTransform) return skip("the environment's transform changes rewards after the rubric has given them");
    const steps = index + 1;
    const evidence = [`step ${steps} has the reward ${reward}, and the rubric ${rubric.label} says ${expected}`];
    return fail({ ...requirement, expected, seen: reward, record, steps, evidence });
  }
  return pass({ steps: scores.length });
}
