import { isRecord } from "@openenv/core/schema";
import { type Environment, Rubric } from "@openenv/core";
import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, judgeBreak } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { createLocalSubject } from "../local_subject.ts";
import { type EpisodeRecord, playEpisode } from "../play_episode.ts";
import { watchInstances } from "../watch_instances.ts";
import { subjectOf, wholeLocalEpisodes } from "./random_episodes.ts";
import { planOf } from "./replays.ts";

const INTROSPECTABLE: Charge = {
  id: "runtime.rubric_introspectable",
  expected: "an instance with a rubric that has named parts, each with a finite score",
  remediation: "Give the instance a rubric with parts in fields of their own, or declare rubric_tree: false",
};
const ATTRIBUTION: Charge = {
  id: "runtime.reward_attribution",
  expected: "the score of the rubric",
  remediation: "Return no reward of your own where the rubric gives it",
};

/** Whether a declared rubric explains the rewards. */
export const RUBRIC_CHECKS: readonly Check[] = [
  {
    id: INTROSPECTABLE.id,
    level: "runtime",
    severity: "warn",
    summary: "A declared rubric tree can be looked into: the instance has one, and its parts have names and scores.",
    applies: declaresRubric,
    run: (context) => judgeScored(context, INTROSPECTABLE, judgeParts),
  },
  {
    id: ATTRIBUTION.id,
    level: "runtime",
    severity: "warn",
    summary: "Each reward is the score of the declared rubric tree, and not something else.",
    applies: declaresRubric,
    run: (context) => judgeScored(context, ATTRIBUTION, judgeRewards),
  },
];

/** An episode whose rubrics were looked at. */
interface ScoredEpisode {
  /** The episode; the scores of a step's rubrics are in its info. */
  readonly record: EpisodeRecord;
  /** The instance's rubric, whatever it has there. */
  readonly rubric: unknown;
  /** `true` if the instance has a transform, which may change rewards after the rubric. */
  readonly hasTransform: boolean;
  /** The score of the whole tree after each step; `null` where it was not asked. */
  readonly scores: readonly (number | null)[];
}

function declaresRubric({ manifest }: CheckContext): boolean {
  return manifest?.validation?.capabilities.rubric_tree === true;
}

async function judgeScored(
  context: CheckContext,
  charge: Charge,
  judge: (episode: ScoredEpisode) => Finding,
): Promise<Finding> {
  const { records, none } = await wholeLocalEpisodes(context, charge);
  if (none !== undefined) return none;
  const episode = await context.once("runtime.scored_episode", () => playScored(context, records[0]!));
  return episode.record.error === undefined ? judge(episode) : judgeBreak(episode.record, charge);
}

async function playScored(context: CheckContext, original: EpisodeRecord): Promise<ScoredEpisode> {
  let instance: Environment | undefined;
  const scores: (number | null)[] = [];
  const watched = watchInstances(subjectOf(context).implementation!, { made: (made) => void (instance = made) });
  const session = await createLocalSubject(watched, { includeRubricScores: true }).open();
  try {
    const actions = original.actions.values();
    const policy = () => () => {
      noteScore();
      return actions.next().value;
    };
    const record = await playEpisode(session, { ...planOf(original), policy });
    noteScore();
    const hasTransform = instance?.transform !== undefined;
    return { record, rubric: instance?.rubric, hasTransform, scores: scores.slice(1, record.exchanges.length) };
  } finally {
    await session.close();
  }

  function noteScore(): void {
    const rubric: unknown = instance?.rubric;
    scores.push(rubric instanceof Rubric ? rubric.lastScore : null);
  }
}

function judgeParts({ record, rubric }: ScoredEpisode): Finding {
  const failure = { ...INTROSPECTABLE, record };
  if (!(rubric instanceof Rubric)) {
    return fail({ ...failure, seen: "no rubric", evidence: ["the instance has nothing in its field rubric"] });
  }
  const paths = rubric.namedRubrics().map(([path]) => path);
  if (paths.length === 0) {
    const evidence = [`the rubric ${rubric.label} has no parts that could be looked into`];
    return fail({ ...failure, seen: [], evidence });
  }
  const scored = record.exchanges.slice(1).flatMap(({ result }) =>
    isRecord(result.info.rubric) ? Object.keys(result.info.rubric) : []
  );
  if (scored.length === 0) {
    return fail({ ...failure, seen: [], evidence: ["no part of the rubric was asked in any step"] });
  }
  return pass({ parts: paths, scored: [...new Set(scored)] });
}

function judgeRewards({ record, rubric, hasTransform, scores }: ScoredEpisode): Finding {
  if (!(rubric instanceof Rubric)) return skip("the instance has no rubric, see runtime.rubric_introspectable");
  for (const [index, score] of scores.entries()) {
    const { reward } = record.exchanges[index + 1]!.result;
    if (score === reward) continue;
    if (hasTransform) return skip("the environment's transform changes rewards after the rubric has given them");
    const step = index + 1;
    const evidence = [`step ${step} has the reward ${reward}, and the rubric ${rubric.label} says ${score}`];
    return fail({ ...ATTRIBUTION, expected: score, seen: reward, record, steps: step, evidence });
  }
  return pass({ steps: scores.length });
}
