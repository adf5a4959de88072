import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, culpritOf, describeError, judgeBreak } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { type EpisodePlan, type EpisodeRecord, playEpisode, toEpisodeError } from "../play_episode.ts";
import type { Subject, SubjectSession } from "../subject.ts";
import { compareEpisodes, describeDifference } from "./compare_episodes.ts";
import { subjectOf, wholeEpisodes } from "./random_episodes.ts";
import { incomparable, planOf, planToItsEnd } from "./replays.ts";

const ISOLATION: Charge = {
  id: "runtime.episode_isolation",
  expected: "the answers that each session gives when it is alone",
  remediation: "Keep what an episode needs in the instance that the factory makes, not in the module",
};
const RESETS: Charge = {
  id: "runtime.reset_any_state",
  expected: "the episode that a session of its own has",
  remediation: "Set everything back in reset, whatever state the last episode left behind",
};

/** Whether episodes leave each other alone. */
export const SESSION_CHECKS: readonly Check[] = [
  {
    id: ISOLATION.id,
    level: "runtime",
    severity: "fail",
    summary: "Two sessions that are played at the same time give the answers that each gives alone.",
    applies: ({ subject }) => subject?.implementation?.contract.maxSessions !== 1,
    run: checkIsolation,
  },
  {
    id: RESETS.id,
    level: "runtime",
    severity: "fail",
    summary: "A reset works right after another one, in mid-episode and after the end, and leaves nothing behind.",
    run: checkResets,
  },
];

async function checkIsolation(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, ISOLATION);
  const unable = none ?? await incomparable(context);
  if (unable !== undefined) return unable;
  const alone = [records[0]!, records[1] ?? records[0]!];
  const together = await playTogether(subjectOf(context), alone);
  if (!Array.isArray(together)) return together;
  for (const [index, record] of alone.entries()) {
    const difference = compareEpisodes(record, together[index]!);
    if (difference === undefined) continue;
    const { expected, seen, step } = difference;
    const evidence = [`beside an episode of another session: ${describeDifference(difference)}`];
    const { seed, options, actions } = alone[1 - index]!;
    const measured = { beside: { seed, options, actions } };
    return fail({ expected, seen, record, steps: step, measured, evidence, remediation: ISOLATION.remediation });
  }
  return pass({ sessions: alone.length });
}

/** Plays episodes again, each in a session of its own, all at once: while one waits for an answer, the others go on. */
async function playTogether(subject: Subject, records: readonly EpisodeRecord[]): Promise<EpisodeRecord[] | Finding> {
  const sessions: SubjectSession[] = [];
  try {
    for (const _ of records) sessions.push(await subject.open());
    return await Promise.all(sessions.map((session, index) => playEpisode(session, planOf(records[index]!))));
  } catch (thrown) {
    const error = toEpisodeError(thrown, "open", 0);
    if (error.code === "CAPACITY_REACHED") return skip("the server takes one session at a time");
    const record = { seed: records[0]!.seed, options: {}, actions: [], exchanges: [], states: [], error };
    if (sessions.length === 0) return judgeBreak(record, ISOLATION);
    const evidence = [`beside an open session, ${describeError(error)}`];
    return fail({ ...ISOLATION, seen: error.message, evidence });
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** A state that a reset has to work in. */
interface Situation {
  /** When the reset comes, for a line of evidence. */
  readonly when: string;
  /** What is played before it. */
  readonly before: EpisodePlan;
}

async function checkResets(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, RESETS);
  if (none !== undefined) return none;
  const unable = await incomparable(context);
  const record = records[0]!;
  const session = await subjectOf(context).open();
  try {
    const situations = situationsOf(records);
    for (const situation of situations) {
      const found = await judgeReset(situation, { session, record, compares: unable === undefined });
      if (found !== undefined) return found;
    }
    return unable ?? pass({ situations: situations.map(({ when }) => when) });
  } finally {
    await session.close();
  }
}

function situationsOf(records: readonly EpisodeRecord[]): readonly Situation[] {
  const record = records[0]!;
  const half = Math.ceil(record.actions.length / 2);
  return [
    { when: "right after another reset", before: { ...planOf(record), maxSteps: 0 } },
    { when: "in mid-episode", before: { ...planOf(record), maxSteps: half } },
    { when: "after the end of an episode", before: planToItsEnd(records.find(isOver), record) },
  ];
}

/** `true` if an episode came to its end. */
export function isOver({ exchanges }: EpisodeRecord): boolean {
  return exchanges.at(-1)?.result.done === true;
}

async function judgeReset(
  { when, before }: Situation,
  { session, record, compares }: {
    readonly session: SubjectSession;
    readonly record: EpisodeRecord;
    readonly compares: boolean;
  },
): Promise<Finding | undefined> {
  const earlier = await playEpisode(session, before);
  const again = earlier.error === undefined ? await playEpisode(session, planOf(record)) : earlier;
  const measured = { when, before: { seed: earlier.seed, options: earlier.options, actions: earlier.actions } };
  const failure = { record, measured, remediation: RESETS.remediation };
  if (again.error !== undefined) {
    if (culpritOf(again.error) !== "runtime.startup") return judgeBreak(again, RESETS);
    const evidence = [`with a reset ${when}, ${describeError(again.error)}`];
    return fail({
      ...failure,
      expected: RESETS.expected,
      seen: again.error.message,
      steps: again.error.step,
      evidence,
    });
  }
  const difference = compares ? compareEpisodes(record, again) : undefined;
  if (difference === undefined) return undefined;
  const { expected, seen, step } = difference;
  const evidence = [`with a reset ${when}, ${describeDifference(difference)}`];
  return fail({ ...failure, expected, seen, steps: step, evidence });
}
