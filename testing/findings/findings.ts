import { describeError, type EpisodeError, type EpisodeRecord, reproductionOf } from "../episodes/play_episode.ts";
import type { Finding } from "./check.ts";

/** The requirement of a check, and the advice for an environment that fails it. */
export interface Requirement {
  /** The id of the check. */
  readonly id: string;
  /** The expected value or behaviour. */
  readonly expected: unknown;
  /** The change that the author should make. */
  readonly remediation: string;
}

/** The parts of a failed finding. */
export interface Failure extends Omit<Requirement, "id"> {
  /** The value or behaviour that was seen. */
  readonly seen: unknown;
  /** The episode that shows it. Default: none. */
  readonly record?: EpisodeRecord;
  /** How many of its actions show it. Default: all. */
  readonly steps?: number;
  /** Other measurements. Default: none. */
  readonly measured?: Readonly<Record<string, unknown>>;
  /** Lines that say what happened. */
  readonly evidence: readonly string[];
}

/** Makes the finding of a check that passes. */
export function pass(measured: Readonly<Record<string, unknown>> = {}): Finding {
  return { status: "pass", measured };
}

/** Makes the finding of a check that could not run, with the reason. */
export function skip(reason: string): Finding {
  return { status: "skip", evidence: [reason] };
}

/**
 * Makes the finding of a check that cannot run here, by design: nothing about this environment could change that. It does
 * not count in the verdict.
 */
export function notApplicable(reason: string): Finding {
  return { status: "skip", measured: { by_design: true }, evidence: [reason] };
}

/**
 * Checks whether a check could not run by design: nothing about the environment could change that, and it does not count
 * in the verdict.
 *
 * @param result The result of a check.
 * @returns `true` for a check that is skipped by design.
 *
 * @example
 * ```ts
 * import { isByDesign } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * assert.equal(isByDesign({ status: "skip", measured: { by_design: true } }), true);
 * assert.equal(isByDesign({ status: "skip", measured: {} }), false);
 * ```
 */
export function isByDesign({ status, measured }: Pick<Finding, "status" | "measured">): boolean {
  return status === "skip" && measured?.by_design === true;
}

/** Makes the finding of a check that fails; `measured` gets what it takes to see the episode again. */
export function fail({ expected, seen, record, steps, measured, evidence, remediation }: Failure): Finding {
  const reproduction = record === undefined ? {} : reproductionOf(record, steps);
  return { status: "fail", measured: { expected, seen, ...measured, ...reproduction }, evidence, remediation };
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

/** The check that each kind of problem of an `INVALID_OBSERVATION` belongs to, wherever it is. */
const CHECK_OF_PROBLEM: Readonly<Record<string, string>> = {
  not_finite: "runtime.finite_numbers",
  not_json: "runtime.json_round_trip",
};

/** The check that any other problem of one part of the answer belongs to. */
const CHECK_OF_PART: Readonly<Record<string, string>> = {
  info: "runtime.metadata_object",
  state: "runtime.state_contract",
};

/** Returns the id of the one check that reports an error. */
export function checkOfError({ call, code, path, problem = "" }: EpisodeError): string {
  if (call === "state" && code === "EXECUTION_ERROR") return "runtime.state_contract";
  if (code !== "INVALID_OBSERVATION") return CHECK_OF_CODE[code] ?? "runtime.startup";
  return CHECK_OF_PROBLEM[problem] ?? CHECK_OF_PART[String(path?.[0])] ?? "runtime.observation_schema";
}

/** Makes the finding of a check whose episode failed: a failure if the error belongs to it, else a skip that names its check. */
export function attributeError(record: EpisodeRecord, requirement: Requirement): Finding {
  const error = record.error!;
  const [check, evidence] = [checkOfError(error), describeError(error)];
  if (check !== requirement.id) return skip(`an episode broke off, see ${check}: ${evidence}`);
  const measured = { code: error.code };
  return fail({ ...requirement, seen: error.message, record, evidence: [evidence, ...error.stack ?? []], measured });
}

/** Does the same for an episode that is not the first of its session: a failure that only occurs there has its own check. */
export function attributeLaterError(record: EpisodeRecord, requirement: Requirement): Finding {
  const error = record.error!;
  if (checkOfError(error) !== "runtime.startup") return attributeError(record, requirement);
  return skip(`a later episode of a session broke off, see runtime.reset_any_state: ${describeError(error)}`);
}
