import { compareEpisodes } from "../../episodes/compare_episodes.ts";
import {
  describeError,
  type EpisodeError,
  type EpisodePlan,
  type EpisodeRecord,
  isOver,
  playEpisode,
  toEpisodeError,
  withSession,
} from "../../episodes/play_episode.ts";
import type { Check, Finding } from "../../findings/check.ts";
import { attributeError, checkOfError, fail, notApplicable, pass, skip } from "../../findings/findings.ts";
import type { SubjectSession } from "../../subjects/subject.ts";
import { planToEnd, replayPlan, whyIncomparable } from "./played_episodes.ts";
import { episodeCheck, type EpisodeRun } from "./runtime_check.ts";

/** Check whether episodes leave each other alone, and what happens to a step at the wrong time. */
export const SESSION_CHECKS: readonly Check[] = [
  episodeCheck({
    id: "runtime.episode_isolation",
    summary: "Two sessions that are played at the same time give the same answers as each gives alone.",
    expected: "the answers that each session gives when it is alone",
    remediation: "Keep what an episode needs in the instance that the factory makes, not in the module",
    applies: ({ subject }) => subject?.inside?.contract.maxSessions !== 1,
    run: checkIsolation,
  }),
  episodeCheck({
    id: "runtime.reset_any_state",
    summary: "A reset works right after another one, during an episode and after the end, and leaves nothing behind.",
    expected: "the episode that a session of its own has",
    remediation: "Set everything back in reset, whatever state the last episode left behind",
    run: checkResets,
  }),
  episodeCheck({
    id: "runtime.step_after_done",
    summary: "A step after the end is refused, or its result is over as well; no episode comes back to life.",
    expected: "a refusal, or a result that says again that the episode is over",
    remediation: "Leave allowStepAfterDone out, or keep terminated true once the episode has ended",
    run: checkAfterDone,
  }),
  episodeCheck({
    id: "runtime.step_before_reset",
    severity: "warn",
    summary: "A step before the first reset is refused, or begins an episode if the contract says so.",
    expected: "a refusal, or a step of an episode that opened by itself",
    remediation: "Leave requiresReset out, or set the instance up in its factory so that a step needs no reset",
    run: checkBeforeReset,
  }),
];

async function checkIsolation(run: EpisodeRun): Promise<Finding> {
  const { context, records, requirement } = run;
  const unable = await whyIncomparable(context);
  if (unable !== undefined) return unable;
  const alone = [records[0], records[1] ?? records[0]];
  const together = await playTogether(run, alone);
  if (!Array.isArray(together)) return together;
  for (const [index, record] of alone.entries()) {
    const difference = compareEpisodes(record, together[index]!);
    if (difference === undefined) continue;
    const evidence = [`beside an episode of another session: ${difference.text}`];
    const { seed, options, actions } = alone[1 - index]!;
    const measured = { beside: { seed, options, actions } };
    return fail({ ...requirement, ...difference, record, measured, evidence });
  }
  return pass({ sessions: alone.length });
}

/** Replays episodes at the same time, each in a session of its own. */
async function playTogether(
  { context, requirement }: EpisodeRun,
  records: readonly EpisodeRecord[],
): Promise<EpisodeRecord[] | Finding> {
  const sessions: SubjectSession[] = [];
  try {
    for (const _ of records) sessions.push(await context.subject.open());
    return await Promise.all(sessions.map((session, index) => playEpisode(session, replayPlan(records[index]!))));
  } catch (thrown) {
    const error = toEpisodeError(thrown, "open", 0);
    if (error.code === "CAPACITY_REACHED") return notApplicable("the server takes one session at a time");
    const record = { seed: records[0]!.seed, options: {}, actions: [], exchanges: [], states: [], error };
    if (sessions.length === 0) return attributeError(record, requirement);
    return fail({ ...requirement, seen: error.message, evidence: [`beside an open session, ${describeError(error)}`] });
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** A moment for a reset: when it comes, for a line of evidence, and how to play before it. */
type Situation = readonly [when: string, before: EpisodePlan];

async function checkResets(run: EpisodeRun): Promise<Finding> {
  const { context, records } = run;
  const [record] = records;
  const situations: readonly Situation[] = [
    ["right after another reset", { ...replayPlan(record), maxSteps: 0 }],
    ["in mid-episode", { ...replayPlan(record), maxSteps: Math.ceil(record.actions.length / 2) }],
    ["after the end of an episode", planToEnd(records.find(isOver), record)],
  ];
  const unable = await whyIncomparable(context);
  return await withSession(context.subject, async (session) => {
    for (const situation of situations) {
      const found = await judgeReset(run, situation, { session, compares: unable === undefined });
      if (found !== undefined) return found;
    }
    return unable ?? pass({ situations: situations.map(([when]) => when) });
  });
}

async function judgeReset(
  { records: [record], requirement }: EpisodeRun,
  [when, before]: Situation,
  { session, compares }: { readonly session: SubjectSession; readonly compares: boolean },
): Promise<Finding | undefined> {
  const earlier = await playEpisode(session, before);
  const again = earlier.error === undefined ? await playEpisode(session, replayPlan(record)) : earlier;
  const measured = { when, before: { seed: earlier.seed, options: earlier.options, actions: earlier.actions } };
  const failure = { ...requirement, record, measured };
  if (again.error !== undefined) {
    if (checkOfError(again.error) !== "runtime.startup") return attributeError(again, requirement);
    const evidence = [`with a reset ${when}, ${describeError(again.error)}`];
    return fail({ ...failure, seen: again.error.message, steps: again.error.step, evidence });
  }
  const difference = compares ? compareEpisodes(record, again) : undefined;
  if (difference === undefined) return undefined;
  return fail({ ...failure, ...difference, evidence: [`with a reset ${when}, ${difference.text}`] });
}

async function checkAfterDone({ context: { subject }, records, requirement }: EpisodeRun): Promise<Finding> {
  if (records[0].actions.length === 0) return skip("no step was played");
  return await withSession(subject, async (session) => {
    const ended = records.find((record) => isOver(record) && record.actions.length > 0);
    const record = await playEpisode(session, planToEnd(ended, records[0]));
    if (!isOver(record)) return skip("no episode came to its end");
    const { actions } = record;
    const { done, error } = await attempt(session, actions.at(-1));
    const allows = subject.inside?.contract.allowStepAfterDone === true;
    if (error !== undefined && (!allows || error.code === "EPISODE_OVER")) return pass({ refused: error.code });
    if (done) return pass({ refused: null });
    const evidence = error === undefined
      ? `the episode ended with step ${actions.length}, and another step says that it goes on`
      : `the contract allows steps after the end, and one was answered with ${error.code}: ${error.message}`;
    const again = { ...record, actions: [...actions, actions.at(-1)] };
    return fail({ ...requirement, seen: error?.message ?? { done }, record: again, evidence: [evidence] });
  });
}

async function checkBeforeReset({ context: { subject }, records, requirement }: EpisodeRun): Promise<Finding> {
  const [record] = records;
  if (record.actions.length === 0) return skip("no step was played");
  return await withSession(subject, async (session) => {
    const { error } = await attempt(session, record.actions[0]);
    if (error === undefined) return pass({ refused: null });
    const { code, message } = error;
    if (subject.inside?.contract.requiresReset !== false) return pass({ refused: code });
    const evidence = [`the contract requires no reset, and the first step was answered with ${code}: ${message}`];
    return fail({ ...requirement, seen: message, record, steps: 1, evidence });
  });
}

/** Steps; returns whether the episode is over, or the error. */
async function attempt(session: SubjectSession, action: unknown): Promise<{ done?: boolean; error?: EpisodeError }> {
  try {
    return { done: (await session.step(action)).result.done };
  } catch (thrown) {
    return { error: toEpisodeError(thrown, "step", 0) };
  }
}
