import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, pass } from "../findings.ts";
import { createLocalSubject } from "../local_subject.ts";
import { playEpisode } from "../play_episode.ts";
import { watchInstances } from "../watch_instances.ts";
import { answerTo } from "./answer_check.ts";
import { subjectOf, wholeLocalEpisodes } from "./random_episodes.ts";
import { planOf } from "./replays.ts";

const CHARGE: Charge = {
  id: "runtime.aliasing",
  expected: "what it was when it was returned",
  remediation: "Return new objects: a caller in the same process, a rubric or a transform may keep them",
};

/** Whether what was returned stays as it was. */
export const ALIASING_CHECKS: readonly Check[] = [{
  id: CHARGE.id,
  level: "runtime",
  severity: "fail",
  summary: "An observation and an info that were returned are not changed by later steps.",
  run: checkAliasing,
}];

/** Something that was returned, and what it was like then. */
interface Returned {
  readonly name: string;
  readonly value: unknown;
  readonly text: string | undefined;
}

async function checkAliasing(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeLocalEpisodes(context, CHARGE);
  if (none !== undefined) return none;
  const record = records[0]!;
  const kept: Returned[] = [];
  const watched = watchInstances(subjectOf(context).implementation!, {
    returned({ observation, info }) {
      const answer = answerTo(kept.length / 2);
      kept.push({ name: `the observation of ${answer}`, value: observation, text: toText(observation) });
      kept.push({ name: `the info of ${answer}`, value: info, text: toText(info) });
    },
  });
  const session = await createLocalSubject(watched).open();
  try {
    await playEpisode(session, planOf(record));
    // With another seed, since what is overwritten with the same values does not show.
    await playEpisode(session, { ...planOf(record), seed: record.seed + 1, maxSteps: 0 });
  } finally {
    await session.close();
  }
  const changed = kept.find(({ value, text }) => toText(value) !== text);
  if (changed === undefined) return pass({ answers: kept.length / 2 });
  const { name, value, text } = changed;
  const evidence = [`${name} was changed after it had been returned`];
  return fail({ expected: text, seen: toText(value), record, evidence, remediation: CHARGE.remediation });
}

/** What JSON cannot carry is left to the check that is about it. */
function toText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
