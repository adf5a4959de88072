import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { Rubric } from "./rubric.ts";
import { invalidRubric } from "./scoring_failure.ts";

/** Options for {@linkcode Gate}. */
export interface GateOptions {
  /** The lowest score that passes. Default: 1. */
  readonly threshold?: number;
}

/**
 * Passes its child's score on if it reaches the threshold, and scores 0 otherwise.
 *
 * @example
 * ```ts
 * import { Gate } from "@openenv/core/rubrics";
 * import assert from "node:assert/strict";
 *
 * const gate = new Gate(({ tests }: { tests: number }) => tests / 10, { threshold: 0.5 });
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.deepEqual([gate.score({ tests: 7 }, result), gate.score({ tests: 4 }, result)], [0.7, 0]);
 * ```
 */
export class Gate<A = unknown, O = unknown> extends Rubric<A, O> {
  /** The child. */
  readonly rubric: Rubric<A, O>;
  #threshold: number;

  /** Creates a gate around a rubric or a plain function; throws `InvalidRubricError` for an invalid threshold. */
  constructor(rubric: Rubric<A, O> | ScoreFunction<A, O>, options: GateOptions = {}) {
    super();
    this.rubric = toRubric(rubric, this.label, "rubric");
    this.#threshold = this.#checkThreshold(options.threshold ?? 1);
  }

  /** The lowest score that passes. */
  get threshold(): number {
    return this.#threshold;
  }

  /** Returns the child's score, or 0. */
  override forward(action: A, result: StepResult<O>): MaybePromise<number> {
    const score = this.rubric.score(action, result);
    return isPromiseLike(score) ? score.then((value) => this.#pass(value)) : this.#pass(score);
  }

  /** Returns `threshold`. */
  protected override ownState(): Record<string, unknown> {
    return { threshold: this.#threshold };
  }

  /** Loads what `ownState` returned. */
  protected override loadOwnState({ threshold }: Readonly<Record<string, unknown>>): void {
    this.#threshold = this.#checkThreshold(threshold);
  }

  #pass(score: number): number {
    return score >= this.#threshold ? score : 0;
  }

  #checkThreshold(threshold: unknown): number {
    if (Number.isFinite(threshold)) return threshold as number;
    throw invalidRubric(this, "threshold", `its threshold ${threshold} is not a finite number`);
  }
}
