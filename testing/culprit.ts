import type { Finding } from "./check.ts";
import { fail, skip } from "./findings.ts";
import type { EpisodeError, EpisodeRecord } from "./play_episode.ts";

/** A check that an error can be laid at the door of, and what it says then. */
export interface Charge {
  /** The check. */
  readonly id: string;
  /** What the check expects. */
  readonly expected: string;
  /** What the author should change. */
  readonly remediation: string;
}

/** The check that each error code belongs to; all others belong to `runtime.startup`. */
const CHECK_OF_CODE: Readonly<Record<string, string>> = {
  INVALID_REWARD: "runtime.reward_well_formed",
  INVALID_RUBRIC: "runtime.reward_well_formed",
  RUBRIC_FAILED: "runtime.reward_well_formed",
  INVALID_TASKS: "runtime.task_declaration_accuracy",
  TASK_NOT_FOUND: "runtime.task_declaration_accuracy",
  INVALID_REPLY: "runtime.observation_schema",
  TOO_LARGE: "runtime.observation_size",
};

/** The check that a fault of one part of what an environment returned belongs to. */
const CHECK_OF_PART: Readonly<Record<string, string>> = {
  info: "runtime.metadata_object",
  state: "runtime.state_contract",
};

const NOT_FINITE = /\b(?:is|received) -?(?:NaN|Infinity)\b/;
const NOT_JSON =
  /which JSON cannot carry|is nested deeper than| is (?:[A-Z]\w*|a function|a symbol|a bigint), expected /;

/** The one check that an error is a failure of. */
export function culpritOf({ call, code, message, path }: EpisodeError): string {
  if (call === "state" && code === "EXECUTION_ERROR") return "runtime.state_contract";
  if (code !== "INVALID_OBSERVATION") return CHECK_OF_CODE[code] ?? "runtime.startup";
  if (NOT_FINITE.test(message)) return "runtime.finite_numbers";
  if (NOT_JSON.test(message)) return "runtime.json_round_trip";
  return CHECK_OF_PART[String(path?.[0])] ?? "runtime.observation_schema";
}

/**
 * The finding of a check about an episode that broke off: its failure if the error belongs to it, otherwise it can't tell,
 * and says which check can.
 */
export function judgeBreak(record: EpisodeRecord, charge: Charge): Finding {
  const error = record.error!;
  const culprit = culpritOf(error);
  const happened = describeError(error);
  if (culprit !== charge.id) return skip(`an episode broke off, see ${culprit}: ${happened}`);
  const { expected, remediation } = charge;
  return fail({
    expected,
    seen: error.message,
    record,
    evidence: [happened],
    remediation,
    measured: { code: error.code },
  });
}

/** The same about an episode that is not the first one of its session: what only happens there has a check of its own. */
export function judgeLaterBreak(record: EpisodeRecord, charge: Charge): Finding {
  const error = record.error!;
  if (culpritOf(error) !== "runtime.startup") return judgeBreak(record, charge);
  return skip(`a later episode of a session broke off, see runtime.reset_any_state: ${describeError(error)}`);
}

/** What happened, in one line. */
export function describeError({ step, call, code, message }: EpisodeError): string {
  const place = call === "open" ? "opening a session" : call === "reset" ? "the reset" : `step ${step}`;
  const what = call === "state" ? `reading the state after ${step === 0 ? "the reset" : `step ${step}`}` : place;
  return `${what} failed with ${code}: ${message}`;
}
