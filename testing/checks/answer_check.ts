import type { Check, CheckContext, Finding } from "../check.ts";
import type { Charge } from "../culprit.ts";
import { fail, pass } from "../findings.ts";
import type { EpisodeRecord } from "../play_episode.ts";
import type { Exchange } from "../subject.ts";
import { judgeEpisodes, randomEpisodes } from "./random_episodes.ts";

/** What is wrong with one answer. */
export interface Complaint {
  /** What should have been there. */
  readonly expected: unknown;
  /** What was there. */
  readonly seen: unknown;
  /** What is wrong, in one line that begins with what it is about. */
  readonly text: string;
}

/** A check that looks at each answer of the random episodes by itself. */
export interface AnswerCheck extends Charge {
  /** See {@linkcode Check}. */
  readonly summary: string;
  /** Finds what is wrong with the answer to a step; with that to the reset if the step is 0. */
  readonly complain: (exchange: Exchange, step: number, context: CheckContext) => Complaint | undefined;
  /** Finds what is wrong with the state after it. */
  readonly complainOfState?: (state: Readonly<Record<string, unknown>>, step: number) => Complaint | undefined;
  /** Finds what is wrong with a whole episode. */
  readonly complainOfEpisode?: (record: EpisodeRecord, context: CheckContext) => Complaint | undefined;
  /** Finds what keeps the check from looking at all. */
  readonly prepare?: (context: CheckContext) => Finding | undefined;
  /** What a pass has measured. */
  readonly measure?: (records: readonly EpisodeRecord[]) => Readonly<Record<string, unknown>>;
}

/** Makes a check that looks at each answer by itself. */
export function answerCheck(check: AnswerCheck): Check {
  const { id, summary } = check;
  return {
    id,
    level: "runtime",
    severity: "fail",
    summary,
    async run(context) {
      const unable = check.prepare?.(context);
      if (unable !== undefined) return unable;
      const found = await judgeEpisodes(context, check, (record) => judge(check, record, context));
      if (found !== undefined) return found;
      const records = await randomEpisodes(context);
      const answers = records.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
      return pass({ answers, ...check.measure?.(records) });
    },
  };
}

function judge(check: AnswerCheck, record: EpisodeRecord, context: CheckContext): Finding | undefined {
  for (const [step, exchange] of record.exchanges.entries()) {
    const state = record.states[step];
    const complaint = check.complain(exchange, step, context) ??
      (state === undefined ? undefined : check.complainOfState?.(state, step));
    if (complaint !== undefined) return findingOf(complaint, { check, record, steps: step });
  }
  const complaint = check.complainOfEpisode?.(record, context);
  return complaint && findingOf(complaint, { check, record });
}

/** The answer to a step, for a line of evidence. */
export function answerTo(step: number): string {
  return step === 0 ? "the answer to the reset" : `the answer to step ${step}`;
}

function findingOf(
  { expected, seen, text }: Complaint,
  { check, record, steps }: { readonly check: Charge; readonly record: EpisodeRecord; readonly steps?: number },
): Finding {
  return fail({ expected, seen, record, steps, evidence: [text], remediation: check.remediation });
}
