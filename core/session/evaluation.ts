import type { CallContext, EpisodeContext } from "../context.ts";
import type { Environment } from "../environment.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import { Rubric } from "../rubrics/rubric.ts";
import { InvalidRubricError, TransformError, UnscoredError } from "../errors/rubric_errors.ts";
import { failure, invalidRubric, invalidScore } from "../rubrics/scoring_failure.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { ForwardHook, HookHandle } from "../rubrics/hooks.ts";
import { InvalidRewardError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { isRecord } from "../schema/json_schema.ts";

/** The evaluation that uses a rubric: a rubric's scores and trajectory belong to one instance. */
const owners = new WeakMap<Rubric, Evaluation>();

/**
 * Processes a result between the environment and the observation check: the instance's rubric adds a missing reward,
 * and then its transform changes the result.
 *
 * Both are read from the instance when it is created and after each reset. A rubric is checked when it is first seen
 * and at each reset.
 */
export class Evaluation {
  readonly #instance: Environment;
  readonly #context: CallContext;
  readonly #includesScores: boolean;
  #recorder: ScoreRecorder | undefined;
  #rubric: Rubric | undefined;
  #owned: readonly Rubric[] = [];
  #action: unknown;

  /** Creates the evaluation of one instance. */
  constructor(instance: Environment, context: CallContext, includeRubricScores: boolean) {
    this.#instance = instance;
    this.#context = context;
    this.#includesScores = includeRubricScores;
    if (includeRubricScores) this.#recorder = new ScoreRecorder();
  }

  /**
   * Reads the instance's rubric and transform: when it is created, and after each reset.
   *
   * @returns `true` if a step needs evaluation.
   * @throws `InvalidRubricError` for an unusable rubric.
   */
  update(): boolean {
    const { rubric, transform } = this.#instance;
    if (rubric === undefined) this.release();
    else if (rubric !== this.#rubric) this.#adopt(rubric);
    return rubric !== undefined || transform !== undefined;
  }

  /** Resets the rubric and its descendants, before the environment is reset. */
  reset(): MaybePromise<void> {
    const rubric = this.#rubric;
    this.#action = undefined;
    this.#recorder?.clear();
    if (rubric === undefined) return;
    this.#adopt(rubric);
    try {
      const resetting = rubric.reset();
      return isPromiseLike(resetting) ? resetting.then(undefined, (thrown) => failReset(rubric, thrown)) : undefined;
    } catch (thrown) {
      return failReset(rubric, thrown);
    }
  }

  /** Starts a step. */
  begin(action: unknown): void {
    this.#action = action;
    this.#recorder?.clear();
  }

  /** Completes a step's result; `isOwed` means that the environment returned no reward, not even `null`. */
  complete(result: StepResult, isOwed: boolean): MaybePromise<StepResult> {
    const rubric = this.#rubric;
    if (rubric === undefined) return this.transform(result);
    if (!isOwed) return this.#finish(result, result.reward);
    let score: MaybePromise<number>;
    try {
      score = rubric.score(this.#action, result);
    } catch (thrown) {
      return this.#finishUnscored(result, rubric, thrown);
    }
    if (!isPromiseLike(score)) return this.#finish(result, assertScore(rubric, score));
    return score.then(
      (value) => this.#finish(result, assertScore(rubric, value)),
      (thrown) => this.#finishUnscored(result, rubric, thrown),
    );
  }

  /** Applies the instance's transform to a result. */
  transform(result: StepResult): StepResult {
    return this.#instance.transform === undefined ? result : applyTransform(this.#instance, result, this.#context);
  }

  /**
   * The scores of the rubric's parts in this step, or of the rubric itself if it has no parts; `null` for one that was
   * not called. From the first call on they are recorded. `undefined` without a rubric.
   */
  parts(): Record<string, number | null> | undefined {
    const rubric = this.#rubric;
    if (rubric === undefined) return undefined;
    const named = rubric.namedRubrics();
    if (this.#recorder === undefined) {
      this.#recorder = new ScoreRecorder();
      this.#recorder.follow(named);
    }
    if (named.length === 0) return { [rubric.label]: rubric.lastScore };
    const scores = this.#recorder.scores();
    return Object.fromEntries(named.map(([path]) => [path, scores[path] ?? null]));
  }

  /** Releases the rubric. */
  release(): void {
    this.#recorder?.follow([]);
    for (const rubric of this.#owned) owners.delete(rubric);
    this.#owned = [];
    this.#rubric = undefined;
  }

  #finish(result: StepResult, reward: number | null): StepResult {
    if (!this.#includesScores) return this.transform({ ...result, reward });
    return this.transform({ ...result, reward, info: { ...result.info, rubric: this.#recorder!.scores() } });
  }

  #finishUnscored(result: StepResult, rubric: Rubric, thrown: unknown): StepResult {
    const error = failure(rubric, "forward", thrown);
    if (!(error instanceof UnscoredError)) throw error;
    const reward_error = { rubric: error.data.rubric, message: error.data.reason };
    return this.#finish({ ...result, info: { ...result.info, reward_error } }, null);
  }

  #adopt(rubric: Rubric): void {
    if (!(rubric instanceof Rubric)) {
      const state = `it is ${nameOfValue(rubric)}, expected a Rubric (new FunctionRubric(f) makes one of a function)`;
      const data = { rubric: "rubric", problem: "not_a_rubric" } as const;
      throw new InvalidRubricError(`Cannot use rubric "rubric" of the environment: ${state}`, data);
    }
    rubric.check();
    const named = rubric.namedRubrics();
    const tree: [string, Rubric][] = [[rubric.label, rubric], ...named];
    for (const [path, member] of tree) {
      if ((owners.get(member) ?? this) === this) continue;
      const state = "another instance of the environment uses it, make rubrics inside the factory";
      throw invalidRubric(member, "shared", state, path);
    }
    this.release();
    for (const [, member] of tree) owners.set(member, this);
    this.#owned = tree.map(([, member]) => member);
    this.#rubric = rubric;
    this.#recorder?.follow(named);
  }
}

function assertScore(rubric: Rubric, score: number): number {
  if (!Number.isFinite(score)) throw invalidScore(rubric, score);
  return score;
}

function failReset(rubric: Rubric, thrown: unknown): never {
  throw failure(rubric, "reset", thrown);
}

/**
 * Records the scores of each named rubric in one step, with its own hooks. A rubric that was not called in this step
 * has no score, whatever it scored earlier.
 */
class ScoreRecorder {
  readonly #scores = new Map<Rubric, number>();
  readonly #note: ForwardHook = (rubric, _action, _result, score) => void this.#scores.set(rubric, score);
  #handles: readonly HookHandle[] = [];
  #named: readonly (readonly [path: string, rubric: Rubric])[] = [];

  /** Follows the rubrics of a tree, and stops following all others. */
  follow(named: readonly (readonly [path: string, rubric: Rubric])[]): void {
    for (const handle of this.#handles) handle.remove();
    this.#handles = named.map(([, rubric]) => rubric.registerForwardHook(this.#note));
    this.#named = named;
  }

  /** Clears the last step's scores. */
  clear(): void {
    this.#scores.clear();
  }

  /** Returns the scores of this step by path, depth first. */
  scores(): Record<string, number> {
    const scored = this.#named.filter(([, rubric]) => this.#scores.has(rubric));
    return Object.fromEntries(scored.map(([path, rubric]) => [path, this.#scores.get(rubric)!]));
  }
}

/** Calls an instance's transform with a frozen result and checks what it returns; the observation is checked later. */
function applyTransform(instance: Environment, result: StepResult, context: EpisodeContext): StepResult {
  let made: StepResult<unknown>;
  try {
    made = readResult(instance.transform!(Object.freeze(result), context));
  } catch (thrown) {
    throw new TransformError(`Cannot transform result: ${messageOf(thrown)}`, {}, { cause: thrown });
  }
  const problem = findProblem(made, result);
  if (problem !== undefined) throw new TransformError(`Cannot transform result: ${problem}`, {});
  const { reward } = made;
  if (reward !== null && !Number.isFinite(reward)) {
    const state = `the transform made it ${nameOfValue(reward)}, expected a finite number`;
    throw new InvalidRewardError(`Cannot send reward: ${state}`, {});
  }
  return made as StepResult;
}

/** Reads each part of a result once, if it is one. */
function readResult(made: StepResult<unknown>): StepResult<unknown> {
  if (!isRecord(made) || !("observation" in made)) return made;
  const { observation, reward, terminated, truncated, done, info } = made as StepResult<unknown>;
  return { observation, reward, terminated, truncated, done, info };
}

function findProblem(made: StepResult<unknown>, given: StepResult): string | undefined {
  if (!isRecord(made) || !("observation" in made)) {
    return `the transform returned ${nameOfValue(made)}, expected a result`;
  }
  const { terminated, truncated, done } = made;
  if (typeof terminated !== "boolean" || typeof truncated !== "boolean" || done !== (terminated || truncated)) {
    return "its terminated, truncated and done are no booleans or disagree";
  }
  return given.done && !done ? "the transform took the end of the episode back" : undefined;
}
