import type { MaybePromise, StepResult } from "../result.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { Rubric } from "./rubric.ts";
import { InvalidRubricError } from "../errors/rubric_errors.ts";

/**
 * A plain function that scores a step. It returns a finite number, or a promise of one. Containers accept it in place
 * of a rubric.
 */
export type ScoreFunction<A = unknown, O = unknown> = (action: A, result: StepResult<O>) => MaybePromise<number>;

/**
 * A rubric made of a plain function.
 *
 * @example
 * ```ts
 * import { FunctionRubric } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * const brief = new FunctionRubric(({ text }: { text: string }) => text.length <= 20 ? 1 : 0);
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(brief.score({ text: "short" }, result), 1);
 * ```
 */
export class FunctionRubric<A = unknown, O = unknown> extends Rubric<A, O> {
  readonly #function: ScoreFunction<A, O>;

  /** Creates a rubric from a function. */
  constructor(score: ScoreFunction<A, O>) {
    super();
    this.#function = score;
  }

  /** The function's name, or the name of the class if the function has none. */
  override get label(): string {
    return this.#function.name || super.label;
  }

  /** Calls the function. */
  override forward(action: A, result: StepResult<O>): MaybePromise<number> {
    const score = this.#function;
    return score(action, result);
  }
}

/** Converts what a container was given to a rubric. `holder` and `place` name it in the error for anything else. */
export function toRubric<A, O>(
  given: Rubric<A, O> | ScoreFunction<A, O>,
  holder: string,
  place: string,
): Rubric<A, O> {
  if (given instanceof Rubric) return given;
  if (typeof given === "function") return new FunctionRubric(given);
  const message = `Cannot use rubric "${place}" of ${holder}: it is ${
    nameOfValue(given)
  }, expected a rubric or a function`;
  throw new InvalidRubricError(message, { rubric: place, problem: "not_a_rubric" });
}
