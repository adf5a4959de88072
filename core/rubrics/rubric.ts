import { nearestName } from "../errors/nearest_name.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { isPlainObject } from "../schema/check_json.ts";
import { type ForwardHook, type ForwardPreHook, type HookHandle, Hooks } from "./hooks.ts";
import { RubricNotFoundError, type RubricProblem } from "../errors/rubric_errors.ts";
import { walkTree } from "./rubric_tree.ts";
import { failure, invalidRubric, invalidScore } from "./scoring_failure.ts";
import { loadState, readState, type StatePart } from "./state_dict.ts";

/** A problem that makes a rubric unusable. */
export interface FoundProblem {
  /** For programs. */
  readonly problem: RubricProblem;
  /** For people: the rest of a sentence that begins with the rubric. */
  readonly state: string;
}

/**
 * Scores a step. Subclasses implement {@linkcode Rubric.forward}; callers use {@linkcode Rubric.score}.
 *
 * A field that holds a rubric is a child with the field's name; private fields (`#name`) can't be seen. Put a list or a
 * record of rubrics into a `RubricList` or a `RubricDict`. A rubric has one place in one tree and serves one
 * environment instance, so create it in the factory. As long as no `forward` and no hook of a tree returns a promise,
 * none is created.
 *
 * @typeParam A The action, as the environment receives it.
 * @typeParam O The observation.
 *
 * @example
 * ```ts
 * import { Rubric } from "@openenv/core/rubrics";
 * import type { StepResult } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * class Brief extends Rubric<{ text: string }> {
 *   forward({ text }: { text: string }): number {
 *     return text.length <= 20 ? 1 : 0;
 *   }
 * }
 * class Quality extends Rubric<{ text: string }> {
 *   brief = new Brief();
 *   forward(action: { text: string }, result: StepResult<unknown>) {
 *     return this.brief.score(action, result);
 *   }
 * }
 *
 * const quality = new Quality();
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.equal(quality.score({ text: "short" }, result), 1);
 * assert.equal(quality.getRubric("brief").lastScore, 1);
 * ```
 */
export abstract class Rubric<A = unknown, O = unknown> {
  #lastScore: number | null = null;
  #preHooks: Hooks<ForwardPreHook<never, never>> | undefined;
  #hooks: Hooks<ForwardHook<never, never>> | undefined;
  #checked = false;

  /**
   * Computes the score. Subclasses implement it; only {@linkcode Rubric.score} calls it.
   *
   * @param action The action, as the environment received it.
   * @param result The environment's result: observation, end of the episode, info. Its reward is still `null`.
   * @returns A finite number, or a promise of one. Throw `UnscoredError` if the score can't be determined.
   */
  abstract forward(action: A, result: StepResult<O>): MaybePromise<number>;

  /** The latest score; `null` before the first one, after a reset, and after a call that failed. */
  get lastScore(): number | null {
    return this.#lastScore;
  }

  /** The name of this rubric in messages if it has no path: the name of its class. */
  get label(): string {
    return this.constructor.name;
  }

  /**
   * Scores a step: runs the pre-hooks and `forward`, records `lastScore`, and runs the hooks.
   *
   * @param action The action, as the environment received it.
   * @param result The environment's result.
   * @returns The score; a promise of it only if a `forward` or a hook in the tree returned a promise.
   * @throws `UnscoredError` if the score can't be determined, `InvalidRewardError` for a score that is not a finite
   * number, `RubricFailedError` for code that threw, `InvalidRubricError` for an invalid tree; each names the rubric by
   * its path.
   */
  score(action: A, result: StepResult<O>): MaybePromise<number> {
    if (!this.#checked) this.check();
    if (this.#preHooks === undefined && this.#hooks === undefined) return this.#forward(action, result);
    const before = this.#runPreHooks(action, result);
    return isPromiseLike(before)
      ? before.then(() => this.#forwardWithHooks(action, result))
      : this.#forwardWithHooks(action, result);
  }

  /**
   * Adds a function that runs before each `forward`; the handle removes it.
   *
   * @typeParam HA The action, as the hook types it. Default: the rubric's. The method has its own type parameters so
   * that a rubric for any observation can be assigned to an environment with a specific one.
   * @typeParam HO The observation, as the hook types it. Default: the rubric's.
   */
  registerForwardPreHook<HA = A, HO = O>(hook: ForwardPreHook<HA, HO>): HookHandle {
    return (this.#preHooks ??= new Hooks()).add(hook);
  }

  /**
   * Adds a function that runs after each `forward`, with the score; the handle removes it.
   *
   * @typeParam HA The action, as the hook types it. Default: the rubric's.
   * @typeParam HO The observation, as the hook types it. Default: the rubric's.
   */
  registerForwardHook<HA = A, HO = O>(hook: ForwardHook<HA, HO>): HookHandle {
    return (this.#hooks ??= new Hooks()).add(hook);
  }

  /** Returns the direct children. */
  children(): Rubric[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** Returns the direct children with their names, in the order of the fields. */
  namedChildren(): [name: string, child: Rubric][] {
    return Object.entries(this).filter((entry): entry is [string, Rubric] => entry[1] instanceof Rubric);
  }

  /** Returns all descendants, depth first, parents before their children, without the rubric itself. */
  rubrics(): Rubric[] {
    return this.namedRubrics().map(([, rubric]) => rubric);
  }

  /**
   * Returns all descendants with their dotted paths, depth first, parents before their children.
   *
   * @param prefix Precedes every path, followed by a dot. Default: nothing.
   * @throws `InvalidRubricError` for a cycle and for a rubric that has two places.
   */
  namedRubrics(prefix: string = ""): [path: string, rubric: Rubric][] {
    return walkTree(this, prefix);
  }

  /**
   * Returns the descendant at a dotted path: `getRubric("code.syntax")`.
   *
   * @throws `RubricNotFoundError`, which suggests the nearest path that exists.
   */
  getRubric(path: string): Rubric {
    const named = this.namedRubrics();
    const found = named.find(([known]) => known === path);
    if (found !== undefined) return found[1];
    const nearest = nearestName(path, named.map(([known]) => known));
    const hint = nearest === undefined ? "" : `, the nearest is "${nearest}"`;
    const message = `Cannot find rubric "${path}": ${this.label} has none there${hint}`;
    throw new RubricNotFoundError(message, { rubric: path, ...(nearest !== undefined && { nearest }) });
  }

  /**
   * Clears the state of the episode in this rubric and its children. The runner calls it at each reset of the
   * environment.
   *
   * An override ends with `return super.reset()`, which resets the children.
   */
  reset(): MaybePromise<void> {
    if (!this.#checked) this.check();
    this.#lastScore = null;
    let pending: Promise<void>[] | undefined;
    for (const child of this.children()) {
      const resetting = guard(() => child.reset(), (thrown) => {
        throw failure(this, "reset", failure(child, "reset", thrown));
      });
      if (isPromiseLike(resetting)) (pending ??= []).push(resetting);
    }
    if (pending !== undefined) return Promise.all(pending).then(() => undefined);
  }

  /** Returns the configuration of this rubric and its descendants, by dotted path, without scores and trajectories. */
  stateDict(): Record<string, unknown> {
    return readState(this.#stateParts());
  }

  /**
   * Loads a configuration that `stateDict` returned: all of it, or nothing if it throws.
   *
   * @throws `InvalidRubricError` for a missing or unknown key, and for an invalid value.
   */
  loadStateDict(state: Readonly<Record<string, unknown>>): void {
    loadState(this.#stateParts(), state);
  }

  /**
   * Checks that the tree can be used. Called before the first score, and by the runner at each reset.
   *
   * @throws `InvalidRubricError` for a cycle, a rubric in two places, an empty list, or rubrics in fields where they
   * are not found.
   */
  check(): void {
    const tree: [string, Rubric][] = [[this.label, this], ...this.namedRubrics()];
    for (const [path, rubric] of tree) {
      const found = rubric.findProblem();
      if (found !== undefined) throw invalidRubric(rubric, found.problem, found.state, path);
    }
    for (const [, rubric] of tree) rubric.#checked = true;
  }

  /** Returns what makes this rubric itself unusable, if anything; an override first calls `super`. */
  protected findProblem(): FoundProblem | undefined {
    const [field] = Object.entries(this).find(([, value]) => !(value instanceof Rubric) && holdsRubric(value)) ?? [];
    if (field === undefined) return undefined;
    const state = `its field ${field} holds rubrics, which are not found there, use a RubricList or a RubricDict`;
    return { problem: "hidden", state };
  }

  /** Returns this rubric's own configuration, as JSON can carry it. Default: none. */
  protected ownState(): Record<string, unknown> {
    return {};
  }

  /** Loads a configuration with the keys of `ownState`; throws for an invalid value. */
  protected loadOwnState(_own: Readonly<Record<string, unknown>>): void {}

  #forward(action: A, result: StepResult<O>): MaybePromise<number> {
    let score: MaybePromise<number>;
    try {
      score = this.forward(action, result);
    } catch (thrown) {
      return this.#fail(thrown);
    }
    if (!isPromiseLike(score)) return this.#record(score);
    return Promise.resolve(score).then((value) => this.#record(value), (thrown) => this.#fail(thrown));
  }

  #record(score: number): number {
    if (!Number.isFinite(score)) return this.#fail(invalidScore(this, score));
    return this.#lastScore = score;
  }

  #fail(thrown: unknown): never {
    this.#lastScore = null;
    throw failure(this, "forward", thrown);
  }

  #forwardWithHooks(action: A, result: StepResult<O>): MaybePromise<number> {
    const score = this.#forward(action, result);
    return isPromiseLike(score)
      ? score.then((value) => this.#runHooks(action, result, value))
      : this.#runHooks(action, result, score);
  }

  #runPreHooks(action: A, result: StepResult<O>): MaybePromise<void> {
    const hooks = this.#preHooks as Hooks<ForwardPreHook<A, O>> | undefined;
    return guard(() => hooks?.run((hook) => hook(this, action, result)), (thrown) => {
      this.#lastScore = null;
      throw failure(this, "pre_hook", thrown);
    });
  }

  #runHooks(action: A, result: StepResult<O>, score: number): MaybePromise<number> {
    const hooks = this.#hooks as Hooks<ForwardHook<A, O>> | undefined;
    const done = guard(() => hooks?.run((hook) => hook(this, action, result, score)), (thrown) => {
      throw failure(this, "hook", thrown);
    });
    return isPromiseLike(done) ? done.then(() => score) : score;
  }

  #stateParts(): StatePart[] {
    const tree: [string, Rubric][] = [["", this], ...this.namedRubrics()];
    return tree.map(([path, rubric]) => ({
      rubric,
      prefix: path === "" ? "" : `${path}.`,
      read: () => rubric.ownState(),
      load: (own) => rubric.loadOwnState(own),
    }));
  }
}

function guard(run: () => MaybePromise<void>, fail: (thrown: unknown) => never): MaybePromise<void> {
  try {
    const done = run();
    return isPromiseLike(done) ? Promise.resolve(done).then(undefined, fail) : done;
  } catch (thrown) {
    return fail(thrown);
  }
}

/** `true` for an array, a set, a map or a plain object that holds a rubric. */
function holdsRubric(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) || value instanceof Set) return [...value].some((item) => item instanceof Rubric);
  const values = value instanceof Map ? value.values() : isPlainObject(value) ? Object.values(value) : [];
  return [...values].some((item) => item instanceof Rubric);
}
