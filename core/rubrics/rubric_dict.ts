import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { assertName } from "./names.ts";
import { type FoundProblem, Rubric } from "./rubric.ts";

/**
 * Rubrics by name. The rubric that contains it decides what to do with their scores.
 *
 * It has no score of its own; its children have the given names.
 *
 * @example
 * ```ts
 * import { Rubric, RubricDict } from "@openenv/core/rubrics";
 * import type { StepResult } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * class ByGame extends Rubric<{ game: string }> {
 *   readonly games = new RubricDict({ chess: () => 0.5, go: () => 1 });
 *   forward(action: { game: string }, result: StepResult<unknown>) {
 *     return this.games.get(action.game)?.score(action, result) ?? 0;
 *   }
 * }
 *
 * const byGame = new ByGame();
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(byGame.score({ game: "chess" }, result), 0.5);
 * assert.equal(byGame.getRubric("games.chess").lastScore, 0.5);
 * ```
 */
export class RubricDict<A = unknown, O = unknown> extends Rubric<A, O> implements Iterable<[string, Rubric<A, O>]> {
  readonly #rubrics = new Map<string, Rubric<A, O>>();

  /** Creates a record of rubrics or plain functions. It may be filled later, but can't be used while empty. */
  constructor(rubrics: Readonly<Record<string, Rubric<A, O> | ScoreFunction<A, O>>> = {}) {
    super();
    this.update(rubrics);
  }

  /** The number of rubrics. */
  get size(): number {
    return this.#rubrics.size;
  }

  /** Returns the rubric with a name; `undefined` if there is none. */
  get(name: string): Rubric<A, O> | undefined {
    return this.#rubrics.get(name);
  }

  /** Returns `true` if there is a rubric with that name. */
  has(name: string): boolean {
    return this.#rubrics.has(name);
  }

  /** Adds a rubric or replaces the one with that name; throws `InvalidRubricError` for an empty name or a dot in it. */
  set(name: string, rubric: Rubric<A, O> | ScoreFunction<A, O>): void {
    assertName(this, name);
    this.#rubrics.set(name, toRubric(rubric, this.label, name));
  }

  /** Adds rubrics, or replaces those with the same names. */
  update(rubrics: Readonly<Record<string, Rubric<A, O> | ScoreFunction<A, O>>>): void {
    for (const [name, rubric] of Object.entries(rubrics)) this.set(name, rubric);
  }

  /** Returns the names, in insertion order. */
  keys(): IterableIterator<string> {
    return this.#rubrics.keys();
  }

  /** Returns the rubrics, in the same order. */
  values(): IterableIterator<Rubric<A, O>> {
    return this.#rubrics.values();
  }

  /** Iterates over names and rubrics, in the same order. */
  [Symbol.iterator](): IterableIterator<[string, Rubric<A, O>]> {
    return this.#rubrics.entries();
  }

  /** Returns the rubrics with their names, followed by those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    return [...this.#rubrics, ...super.namedChildren()];
  }

  /** Throws: a record of rubrics has no score of its own. */
  override forward(): number {
    throw new TypeError("a RubricDict has no score of its own, score its rubrics");
  }

  /** Reports an empty record. */
  protected override findProblem(): FoundProblem | undefined {
    if (this.size > 0) return super.findProblem();
    return { problem: "empty", state: "it has no children, expected at least one" };
  }
}
