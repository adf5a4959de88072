import { InvalidOptionError } from "@openenv/core";
import { checkJson, isRecord, nameOfValue } from "@openenv/core/schema";
import { formatPath } from "@openenv/core/errors";
import { isPromiseLike } from "@openenv/core/async";
import type { TaskPlace } from "@openenv/core/tasks";
import { invalidState } from "./sampler_state.ts";
import type { SamplerState } from "./task_sampler.ts";
import type { TaskWeights, WeightedSplit } from "./task_weights.ts";
import { WeightedSampler, type WeightedSamplerOptions } from "./weighted_sampler.ts";

/** What a curriculum learns after an episode. */
export interface CurriculumReport<M> {
  /** The task that was played. */
  readonly place: TaskPlace;
  /** Its score, a finite number. */
  readonly score: number;
  /** The weights of all tasks, to be changed. */
  readonly weights: TaskWeights;
  /** What the curriculum remembers: an object for JSON, to be changed; it is saved and resumed with the sampler. */
  readonly memory: M;
}

/** What {@linkcode CurriculumSampler} takes. */
export interface CurriculumSamplerOptions<M> extends WeightedSamplerOptions {
  /** Called with each score that is reported; it sets weights, at once. All that it remembers has to be in `memory`. */
  readonly update: (report: CurriculumReport<M>) => void;
  /** What it remembers in the beginning. Default: an empty object. */
  readonly memory?: M;
}

/**
 * Draws tasks by weights that change with the scores: a {@linkcode WeightedSampler} with a hook.
 *
 * @example
 * ```ts
 * import { CurriculumSampler } from "@openenv/rollouts";
 * import assert from "node:assert/strict";
 *
 * const sampler = new CurriculumSampler([
 *   { split: "easy", numTasks: 100 },
 *   { split: "hard", numTasks: 100, weight: 0 },
 * ], {
 *   memory: { solved: 0 },
 *   update({ score, weights, memory }) {
 *     if (score === 1 && ++memory.solved === 3) weights.setSplit("hard", 300);
 *   },
 *   seed: 7,
 * });
 * for (let episode = 0; episode < 3; episode++) sampler.report(sampler.next(), 1);
 * assert.equal(sampler.weights.get({ split: "hard", index: 0 }), 3);
 * ```
 */
export class CurriculumSampler<M extends object = Record<string, unknown>> extends WeightedSampler {
  readonly #update: (report: CurriculumReport<M>) => void;
  #memory: M;

  /** Makes a sampler over splits and their first weights; throws as {@linkcode WeightedSampler} does. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[], options: CurriculumSamplerOptions<M>) {
    super(splits, options);
    if (typeof options.update !== "function") {
      throw new InvalidOptionError("Cannot make CurriculumSampler: update is not a function", { option: "update" });
    }
    this.#update = options.update;
    this.#memory = copyMemory(options.memory ?? {}) as M;
  }

  /**
   * Takes the score of an episode and lets the curriculum change weights.
   *
   * @throws `TaskNotFoundError` for a place that is not this sampler's, `InvalidOptionError` for a score that is no
   * finite number, or a curriculum that returns a promise; whatever the curriculum throws.
   */
  report(place: TaskPlace, score: number): void {
    this.weights.get(place);
    if (!Number.isFinite(score)) {
      const state = `it is ${nameOfValue(score)}, expected a finite number`;
      throw new InvalidOptionError(`Cannot report score: ${state}`, { option: "score" });
    }
    const returned: unknown = this.#update({ place, score, weights: this.weights, memory: this.#memory });
    if (!isPromiseLike(returned)) return;
    Promise.resolve(returned).catch(() => undefined);
    throw new InvalidOptionError("Cannot report score: update returned a promise, expected that it has set weights", {
      option: "update",
    });
  }

  /** Says where the sequence is, which weights were changed, and what the curriculum remembers. */
  override save(): SamplerState {
    return { ...super.save(), memory: copyMemory(this.#memory) };
  }

  /** Goes on where a sampler was saved; throws `InvalidOptionError` if it was another. */
  override resume(state: SamplerState): void {
    if (!isRecord(state?.memory)) throw invalidState("it has no memory of a curriculum");
    const memory = copyMemory(state.memory) as M;
    super.resume(state);
    this.#memory = memory;
  }
}

function copyMemory(memory: object): unknown {
  const problem = checkJson(memory);
  if (problem === undefined) return JSON.parse(JSON.stringify(memory));
  const place = formatPath(problem.path, "memory");
  throw new InvalidOptionError(`Cannot use memory of a curriculum: ${place} ${problem.message}`, { option: "memory" });
}
