import { InvalidRewardError, type OpenEnvError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { nameOfValue } from "../schema/check_json.ts";
import type { Rubric } from "./rubric.ts";
import {
  InvalidRubricError,
  RubricFailedError,
  type RubricFailureData,
  type RubricProblem,
  UnscoredError,
} from "../errors/rubric_errors.ts";

/** The origin of an error: enough to name the rubric again from further up the tree. */
interface Origin {
  readonly source: Rubric;
  readonly make: (rubric: string) => OpenEnvError;
}

const origins = new WeakMap<object, Origin>();

/** The error for an unusable rubric; `state` is the rest of a sentence about it. */
export function invalidRubric(
  source: Rubric,
  problem: RubricProblem,
  state: string,
  path: string = source.label,
): OpenEnvError {
  const make = (rubric: string) =>
    new InvalidRubricError(`Cannot use rubric "${rubric}": ${state}`, { rubric, problem });
  return remember(make(path), { source, make });
}

/** The error for a score that is not a finite number. */
export function invalidScore(source: Rubric, score: unknown): OpenEnvError {
  return blame(source, (rubric) => {
    const message = `Cannot use score of rubric "${rubric}": it is ${nameOfValue(score)}, expected a finite number`;
    return new InvalidRewardError(message, { rubric });
  });
}

/** The error for a score that a rubric can't determine. */
export function unscored(source: Rubric, reason: string, cause?: unknown): OpenEnvError {
  return blame(source, (rubric) => {
    const message = `Cannot score with rubric "${rubric}": ${reason}`;
    return new UnscoredError(message, { rubric, reason }, { cause });
  });
}

/**
 * Converts what a rubric's code threw to an error that names the rubric.
 *
 * An error from further down the tree is renamed with its path from this rubric, so that the caller of the root sees
 * the path from the root.
 */
export function failure(source: Rubric, part: RubricFailureData["part"], thrown: unknown): OpenEnvError {
  const origin = typeof thrown === "object" && thrown !== null ? origins.get(thrown) : undefined;
  if (origin !== undefined) return origin.source === source ? thrown as OpenEnvError : seenFrom(source, origin, thrown);
  if (thrown instanceof UnscoredError) return unscored(source, thrown.message, thrown);
  return blame(source, (rubric) => {
    const message = `Cannot run ${PARTS[part]} of rubric "${rubric}": ${messageOf(thrown)}`;
    return new RubricFailedError(message, { rubric, part }, { cause: thrown });
  });
}

const PARTS: Readonly<Record<RubricFailureData["part"], string>> = {
  forward: "forward",
  pre_hook: "a pre-hook",
  hook: "a hook",
  reset: "reset",
  state: "loadOwnState",
};

function seenFrom(root: Rubric, origin: Origin, thrown: unknown): OpenEnvError {
  const path = findPath(root, origin.source);
  return path === undefined ? thrown as OpenEnvError : remember(origin.make(path), origin);
}

/** Finds a rubric's path in a tree that may be invalid: that may be the very error that is being reported. */
function findPath(root: Rubric, source: Rubric): string | undefined {
  try {
    return root.namedRubrics().find(([, rubric]) => rubric === source)?.[0];
  } catch {
    return undefined;
  }
}

function blame(source: Rubric, make: Origin["make"]): OpenEnvError {
  return remember(make(source.label), { source, make });
}

function remember(error: OpenEnvError, origin: Origin): OpenEnvError {
  origins.set(error, origin);
  return error;
}
