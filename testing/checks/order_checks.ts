import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, pass, skip } from "../findings.ts";
import { type EpisodeError, type EpisodeRecord, playEpisode, toEpisodeError } from "../play_episode.ts";
import type { Exchange, SubjectSession } from "../subject.ts";
import { subjectOf, wholeEpisodes } from "./random_episodes.ts";
import { planToItsEnd } from "./replays.ts";
import { isOver } from "./session_checks.ts";

const AFTER_DONE: Charge = {
  id: "runtime.step_after_done",
  expected: "a refusal, or a result that says again that the episode is over",
  remediation: "Leave allowStepAfterDone out, or keep terminated true once the episode has ended",
};
const BEFORE_RESET: Charge = {
  id: "runtime.step_before_reset",
  expected: "a refusal, or a step of an episode that opened by itself",
  remediation: "Leave requiresReset out, or set the instance up in its factory so that a step needs no reset",
};

/** What happens to a step that comes at the wrong time. */
export const ORDER_CHECKS: readonly Check[] = [
  {
    id: AFTER_DONE.id,
    level: "runtime",
    severity: "fail",
    summary: "A step after the end is refused, or answered by a result that is over as well; no episode rises again.",
    run: (context) => checkAfterDone(context),
  },
  {
    id: BEFORE_RESET.id,
    level: "runtime",
    severity: "warn",
    summary: "A step before the first reset is refused, or opens an episode where the contract says so.",
    run: (context) => checkBeforeReset(context),
  },
];

/** What came of a step that is allowed to fail. */
type Outcome = { readonly exchange: Exchange } | { readonly error: EpisodeError };

async function checkAfterDone(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, AFTER_DONE);
  if (none !== undefined) return none;
  const session = await subjectOf(context).open();
  try {
    if (records[0]!.actions.length === 0) return skip("no step was played");
    const record = await playToItsEnd(session, records);
    if (record === undefined) return skip("no episode came to its end");
    const outcome = await attempt(session, record.actions.at(-1));
    return judgeAfterDone(context, record, outcome);
  } finally {
    await session.close();
  }
}

/** Plays an episode that is known to end, or one that is cut off after its first step where the server can do that. */
async function playToItsEnd(
  session: SubjectSession,
  records: readonly EpisodeRecord[],
): Promise<EpisodeRecord | undefined> {
  const ended = records.find((record) => isOver(record) && record.actions.length > 0);
  const record = await playEpisode(session, planToItsEnd(ended, records[0]!));
  return isOver(record) ? record : undefined;
}

function judgeAfterDone({ subject }: CheckContext, record: EpisodeRecord, outcome: Outcome): Finding {
  const action = record.actions.at(-1);
  const failure = { ...AFTER_DONE, record: { ...record, actions: [...record.actions, action] } };
  const allows = subject?.implementation?.contract.allowStepAfterDone === true;
  if ("error" in outcome) {
    const { code, message } = outcome.error;
    if (!allows || code === "EPISODE_OVER") return pass({ refused: code });
    const evidence = [`the contract allows steps after the end, and one was answered with ${code}: ${message}`];
    return fail({ ...failure, seen: message, evidence });
  }
  const { done } = outcome.exchange.result;
  if (done) return pass({ refused: null });
  const evidence = [`the episode ended with step ${record.actions.length}, and another step says that it goes on`];
  return fail({ ...failure, seen: { done }, evidence });
}

async function checkBeforeReset(context: CheckContext): Promise<Finding> {
  const { records, none } = await wholeEpisodes(context, BEFORE_RESET);
  if (none !== undefined) return none;
  const record = records.find(({ actions }) => actions.length > 0);
  if (record === undefined) return skip("no step was played");
  const opens = subjectOf(context).implementation?.contract.requiresReset === false;
  const session = await subjectOf(context).open();
  try {
    const outcome = await attempt(session, record.actions[0]);
    if (!("error" in outcome)) return pass({ refused: null });
    const { code, message } = outcome.error;
    if (!opens) return pass({ refused: code });
    const evidence = [`the contract requires no reset, and the first step was answered with ${code}: ${message}`];
    return fail({ ...BEFORE_RESET, seen: message, record, steps: 1, evidence });
  } finally {
    await session.close();
  }
}

async function attempt(session: SubjectSession, action: unknown): Promise<Outcome> {
  try {
    return { exchange: await session.step(action) };
  } catch (thrown) {
    return { error: toEpisodeError(thrown, "step", 0) };
  }
}
