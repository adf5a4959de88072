import { type Environment, Rubric } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import { type EpisodeRecord, playEpisode, withSession } from "../../episodes/play_episode.ts";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { attributeError, fail, pass, type Requirement, skip } from "../../findings/findings.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import { watchInstances } from "../../subjects/watch_instances.ts";
import { replayPlan } from "./played_episodes.ts";
import { answerTo, type EpisodeCheck, episodeCheck, type EpisodeRun } from "./runtime_check.ts";

/** Checks whether what the environment returned stays as it was. */
export const ALIASING_CHECK = episodeCheck({
  id: "runtime.aliasing",
  summary: "An observation and an info that were returned are not changed by later steps.",
  expected: "what it was when it was returned",
  remediation: "Return new objects: a caller in the same process, a rubric or a transform may keep them",
  needsImplementation: true,
  run: checkAliasing,
});

/** A value that the environment returned, and its JSON at that time. */
interface Returned {
  readonly name: string;
  readonly value: unknown;
  readonly text: string | undefined;
}

async function checkAliasing({ context, records: [record], requirement }: EpisodeRun): Promise<Finding> {
  const kept: Returned[] = [];
  const watched = watchInstances(context.subject.implementation!, {
    returned({ observation, info }) {
      const answer = answerTo(kept.length / 2);
      kept.push({ name: `the observation of ${answer}`, value: observation, text: toText(observation) });
      kept.push({ name: `the info of ${answer}`, value: info, text: toText(info) });
    },
  });
  await withSession(createLocalSubject(watched), async (session) => {
    await playEpisode(session, replayPlan(record));
    // With another seed, since overwriting with the same values does not show.
    await playEpisode(session, { ...replayPlan(record), seed: record.seed + 1, maxSteps: 0 });
  });
  const changed = kept.find(({ value, text }) => toText(value) !== text);
  if (changed === undefined) return pass({ answers: kept.length / 2 });
  const { name, value, text } = changed;
  const evidence = [`${name} was changed after it had been returned`];
  return fail({ ...requirement, expected: text, seen: toText(value), record, evidence });
}

/** Writes a value as JSON; another check reports a value that has none. */
function toText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Check whether a declared rubric explains the rewards. */
export const RUBRIC_CHECKS: readonly Check[] = [
  rubricCheck({
    id: "runtime.rubric_introspectable",
    summary: "A declared rubric tree can be looked into: the instance has one, and its parts have names and scores.",
    expected: "an instance with a rubric that has named parts, each with a finite score",
    remediation: "Give the instance a rubric with parts in fields of their own, or declare rubric_tree: false",
  }, judgeParts),
  rubricCheck({
    id: "runtime.reward_attribution",
    summary: "Each reward is the score of the declared rubric tree, and not something else.",
    expected: "the score of the rubric",
    remediation: "Return no reward of your own where the rubric gives it",
  }, judgeRewards),
];

/** An episode with what its rubrics said. */
interface ScoredEpisode {
  /** The episode; the scores of a step's rubrics are in its info. */
  readonly record: EpisodeRecord;
  /** The rubric of the instance, whatever it is. */
  readonly rubric: unknown;
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
    needsImplementation: true,
    applies: ({ manifest }: CheckContext) => manifest?.validation?.capabilities.rubric_tree === true,
    async run(run) {
      const episode = await run.context.once("runtime.scored_episode", () => playScored(run));
      const { record } = episode;
      return record.error === undefined ? judge(episode, run.requirement) : attributeError(record, run.requirement);
    },
  });
}

async function playScored({ context, records: [original] }: EpisodeRun): Promise<ScoredEpisode> {
  let instance: Environment | undefined;
  const scores: (number | null)[] = [];
  const noteScore = () => {
    const rubric: unknown = instance?.rubric;
    scores.push(rubric instanceof Rubric ? rubric.lastScore : null);
  };
  const watched = watchInstances(context.subject.implementation!, { made: (made) => void (instance = made) });
  return await withSession(createLocalSubject(watched, { includeRubricScores: true }), async (session) => {
    const actions = original.actions.values();
    const policy = () => () => {
      noteScore();
      return actions.next().value;
    };
    const record = await playEpisode(session, { ...replayPlan(original), policy });
    noteScore();
    const hasTransform = instance?.transform !== undefined;
    return { record, rubric: instance?.rubric, hasTransform, scores: scores.slice(1, record.exchanges.length) };
  });
}

function judgeParts({ record, rubric }: ScoredEpisode, requirement: Requirement): Finding {
  const refuse = (seen: unknown, evidence: string) => fail({ ...requirement, record, seen, evidence: [evidence] });
  if (!(rubric instanceof Rubric)) return refuse("no rubric", "the instance has nothing in its field rubric");
  const parts = rubric.namedRubrics().map(([path]) => path);
  if (parts.length === 0) return refuse([], `the rubric ${rubric.label} has no parts that could be looked into`);
  const scored = record.exchanges.slice(1).flatMap(({ result }) =>
    isRecord(result.info.rubric) ? Object.keys(result.info.rubric) : []
  );
  if (scored.length === 0) return refuse([], "no part of the rubric was asked in any step");
  return pass({ parts, scored: [...new Set(scored)] });
}

function judgeRewards({ record, rubric, hasTransform, scores }: ScoredEpisode, requirement: Requirement): Finding {
  if (!(rubric instanceof Rubric)) return skip("the instance has no rubric, see runtime.rubric_introspectable");
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
