import { InvalidObservationError, InvalidRewardError } from "../errors/error_classes.ts";
import { formatPath } from "../errors/format_path.ts";
import { checkJson, isPlainObject, mismatch, nameOfValue, type Problem, ValueProblem } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { type OutputCheck, type OutputOptions, toOutput } from "../schema/output_check.ts";
import { takeSnapshot } from "../schema/snapshot.ts";

/** The error for a reward that is not a finite number. */
export function invalidReward(reward: unknown): InvalidRewardError {
  return new InvalidRewardError(`Cannot send reward: it is ${nameOfValue(reward)}, expected a finite number`, {});
}

/** The error for a part of a result, or for a state, that can't be sent. */
export function invalid({ path, message, kind = "schema" }: Problem, part: string): InvalidObservationError {
  const place = formatPath(path, part);
  return new InvalidObservationError(`Cannot send ${part}: ${place} ${message}`, {
    path: [part, ...path],
    problem: kind,
  });
}

/** Throws `InvalidObservationError` for an info that JSON can't carry. */
export function checkInfo(info: unknown): Record<string, unknown> {
  if (!isRecord(info)) throw invalid(mismatch(info, "an object"), "info");
  const problem = checkJson(info);
  if (problem !== undefined) throw invalid(problem, "info");
  return info;
}

/** Copies a part of a result; throws `InvalidObservationError` if it can't be read. */
export function readOnce(value: unknown, part: string): Record<string, unknown> {
  const read = takeSnapshot(value);
  if (read instanceof ValueProblem) throw invalid(read, part);
  return read as Record<string, unknown>;
}

/** Checks an observation or a state and returns what to send; throws `InvalidObservationError`. */
export function checkOutput(
  check: OutputCheck,
  value: unknown,
  part: string,
  options: OutputOptions,
): Record<string, unknown> {
  const { value: sent, problem } = toOutput(check, value, options);
  if (problem !== undefined) throw invalid(problem, part);
  refuseToJson(sent as Record<string, unknown>, part);
  return sent as Record<string, unknown>;
}

/** Refuses a method `toJSON`, enumerable or not: it may turn a checked value into anything, even half a frame. */
function refuseToJson(sent: Readonly<Record<string, unknown>>, part: string): void {
  if (typeof sent.toJSON !== "function") return;
  throw invalid({ path: ["toJSON"], message: "is a function, which JSON cannot carry", kind: "not_json" }, part);
}

/**
 * Returns what to send for an observation that is not checked this time. Values that would break the frame are still
 * refused: a value that is not an object or has its own `toJSON`, a tensor that does not match, and the key reserved
 * for `info`.
 */
export function passObservation(check: OutputCheck, value: unknown, copies: boolean): Record<string, unknown> {
  const { value: sent, problem } = toOutput(check, value, { isChecked: false, copies });
  if (problem !== undefined) throw invalid(problem, "observation");
  if (!isPlainObject(sent)) throw invalid(mismatch(sent, "object"), "observation");
  refuseToJson(sent, "observation");
  if ("metadata" in sent) throw invalid({ path: ["metadata"], message: "is reserved for info" }, "observation");
  return sent;
}
