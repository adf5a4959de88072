import { drawSeed, Random } from "@openenv/core";
import type { TaskPlace } from "@openenv/core/tasks";
import { invalidState, StateReader, toState } from "./sampler_state.ts";
import type { SamplerState, TaskSampler } from "./task_sampler.ts";
import { type TaskWeights, type WeightedSplit, type WeightRun, WeightTable } from "./task_weights.ts";

const KIND = "weighted";

/** What {@linkcode WeightedSampler} takes. */
export interface WeightedSamplerOptions {
  /** The same seed gives the same sequence: any safe integer. Default: drawn at random. */
  readonly seed?: number;
}

/**
 * Draws each task from all with chances in proportion to their weights, whatever came before.
 *
 * A draw and a change of one weight take as many steps as the number of tasks has binary digits. 24 to 40 bytes are
 * kept for each task; a saved state has the weights that were changed.
 *
 * @example
 * ```ts
 * import { WeightedSampler } from "@openenv/rollouts";
 * import assert from "node:assert/strict";
 *
 * const sampler = new WeightedSampler([
 *   { split: "easy", numTasks: 1000, weight: 0.9 },
 *   { split: "hard", numTasks: 3, weight: [0.1, 0, 0] },
 * ], { seed: 7 });
 * sampler.weights.setSplit("easy", 0);
 * assert.deepEqual(sampler.next(), { split: "hard", index: 0 });
 * ```
 */
export class WeightedSampler implements TaskSampler {
  /** The weight of each task; changes count from the next draw on. */
  readonly weights: TaskWeights;
  readonly #table: WeightTable;
  #random: Random;

  /** Makes a sampler over a split, or over several; throws `InvalidOptionError`, also if all weights are 0. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[], options: WeightedSamplerOptions = {}) {
    this.weights = this.#table = new WeightTable(splits);
    this.#random = new Random(options.seed ?? drawSeed());
  }

  /** The place of the next task; throws `InvalidOptionError` if all weights are 0 by now. */
  next(): TaskPlace {
    return this.#table.find(this.#random.float());
  }

  /** Says where the sequence is, and which weights were changed. */
  save(): SamplerState {
    return {
      ...toState(KIND, this.#table.places),
      random: this.#random.save(),
      initial_weights: this.#table.initialHash,
      changes: this.#table.changes(),
    };
  }

  /** Goes on where a sampler was saved; throws `InvalidOptionError` if it was another, or began with other weights. */
  resume(state: SamplerState): void {
    const reader = new StateReader(state, KIND, this.#table.places);
    const { total } = this.#table.places;
    const initial = reader.read("initial_weights", (value) => typeof value === "number");
    if (initial !== this.#table.initialHash) throw invalidState("it is of a sampler that began with other weights");
    const changes = reader.read("changes", (value): value is WeightRun[] => areChanges(value, total));
    this.#random = reader.random("random");
    this.#table.restore(changes);
  }
}

function areChanges(value: unknown, total: number): boolean {
  return Array.isArray(value) && value.every((run: unknown) => {
    if (!Array.isArray(run) || run.length !== 3 || !run.every((part) => Number.isFinite(part) && part >= 0)) {
      return false;
    }
    const [start, length] = run as number[];
    return Number.isInteger(start) && Number.isInteger(length) && start! + length! <= total;
  });
}
