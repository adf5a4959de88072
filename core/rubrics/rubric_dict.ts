import { type ScoreFunction, toRubric } from "./function_rubric.ts";
import { assertName } from "./names.ts";
import { type FoundProblem, Rubric } from "./rubric.ts";

/**
 * Rubrics by name, for a rubric of one's own, which decides what to do with their scores.
 *
 * It has no score of its own; its children have the names that they were given.
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

  /** Makes a record of rubrics, or of plain functions; it may be filled later, but not used empty. */
  constructor(rubrics: Readonly<Record<string, Rubric<A, O> | ScoreFunction<A, O>>> = {}) {
    super();
    this.update(rubrics);
  }

  /** How many rubrics there are. */
  get size(): number {
    return this.#rubrics.size;
  }

  /** The rubric of a name; `undefined` if there is none. */
  get(name: string): Rubric<A, O> | undefined {
    return this.#rubrics.get(name);
  }

  /** `true` if there is a rubric of that name. */
  has(name: string): boolean {
    return this.#rubrics.has(name);
  }

  /** Adds a rubric, or replaces the one of that name; throws `InvalidRubricError` for an empty name or a dot in it. */
  set(name: string, rubric: Rubric<A, O> | ScoreFunction<A, O>): void {
    assertName(this, name);
    this.#rubrics.set(name, toRubric(rubric, this.label, name));
  }

  /** Adds rubrics, or replaces those of the same names. */
  update(rubrics: Readonly<Record<string, Rubric<A, O> | ScoreFunction<A, O>>>): void {
    for (const [name, rubric] of Object.entries(rubrics)) this.set(name, rubric);
  }

  /** The names, in the order in which they came. */
  keys(): IterableIterator<string> {
    return this.#rubrics.keys();
  }

  /** The rubrics, in the same order. */
  values(): IterableIterator<Rubric<A, O>> {
    return this.#rubrics.values();
  }

  /** Names and rubrics, in the same order. */
  [Symbol.iterator](): IterableIterator<[string, Rubric<A, O>]> {
    return this.#rubrics.entries();
  }

  /** The rubrics with their names, and then those in fields of a subclass. */
  override namedChildren(): [name: string, child: Rubric][] {
    return [...this.#rubrics, ...super.namedChildren()];
  }

  /** Throws: a record of rubrics has no score of its own. */
  override forward(): number {
    throw new TypeError("a RubricDict has no score of its own, score its rubrics");
  }

  /** An empty one is a problem of its own. */
  protected override findProblem(): FoundProblem | undefined {
    if (this.size > 0) return super.findProblem();
    return { problem: "empty", state: "it has no children, expected at least one" };
  }
}
