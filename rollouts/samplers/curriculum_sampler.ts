import { InvalidOptionError } from "@openenv/core";
import { checkJson, isRecord, nameOfValue } from "@openenv/core/schema";
import { formatPath } from "@openenv/core/errors";
import { isPromiseLike } from "@openenv/core/async";
import type { TaskPlace } from "@openenv/core/tasks";
import { invalidState, type SamplerState } from "./task_sampler.ts";
import type { TaskWeights, WeightedSplit } from "./task_weights.ts";
import { WeightedSampler, type WeightedSamplerOptions } from "./weighted_sampler.ts";

/** The report of an episode to a curriculum. */
export interface CurriculumReport<M> {
  /** The task that was played. */
  readonly place: TaskPlace;
  /** Its score, a finite number. */
  readonly score: number;
  /** The weights of all tasks; you may change them. */
  readonly weights: TaskWeights;
  /** The memory of the curriculum: a JSON object that you may change; it is saved and resumed with the sampler. */
  readonly memory: M;
}

/** Options for {@linkcode CurriculumSampler}. */
export interface CurriculumSamplerOptions<M> extends WeightedSamplerOptions {
  /** Called with each reported score; sets weights, synchronously. Keep what it remembers in `memory` only. */
  readonly update: (report: CurriculumReport<M>) => void;
  /** The initial memory. Default: an empty object. */
  readonly memory?: M;
}

/**
 * Draws tasks by weights that change with scores: a {@linkcode WeightedSampler} with a callback.
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

  /** Makes a sampler of splits and their initial weights; throws as {@linkcode WeightedSampler} does. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[], options: CurriculumSamplerOptions<M>) {
    super(splits, options);
    if (typeof options.update !== "function") {
      throw new InvalidOptionError("Cannot make CurriculumSampler: update is not a function", { option: "update" });
    }
    this.#update = options.update;
    this.#memory = copyMemory(options.memory ?? {}) as M;
  }

  /**
   * Reports the score of an episode, so that the curriculum may change weights.
   *
   * @throws `TaskNotFoundError` for a place that is not this sampler's, `InvalidOptionError` for a score that is not a
   * finite number or an `update` that returns a promise; and whatever `update` throws.
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

  /** Returns the position in the sequence, the weights that were changed, and the memory. */
  override save(): SamplerState {
    return { ...super.save(), memory: copyMemory(this.#memory) };
  }

  /** Continues a saved sequence; throws `InvalidOptionError` if it is of another sampler. */
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
