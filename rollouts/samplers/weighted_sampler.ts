import { drawSeed, Random } from "@openenv/core";
import type { TaskPlace } from "@openenv/core/tasks";
import { invalidState, type SamplerState, StateReader, type TaskSampler, toState } from "./task_sampler.ts";
import { type TaskWeights, type WeightedSplit, type WeightRun, WeightTable } from "./task_weights.ts";

const KIND = "weighted";

/** Options for {@linkcode WeightedSampler}. */
export interface WeightedSamplerOptions {
  /** The seed of the sequence, any safe integer. Default: drawn at random. */
  readonly seed?: number;
}

/**
 * Draws each task from all tasks, with chances in proportion to their weights.
 *
 * A draw and a change of one weight take a logarithm of the number of tasks. It keeps 24 to 40 bytes for each task; a
 * saved state has the weights that were changed.
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
  /** The weight of each task; a change counts from the next draw on. */
  readonly weights: TaskWeights;
  readonly #table: WeightTable;
  #random: Random;

  /** Makes a sampler of one or several splits; throws `InvalidOptionError`, also if all weights are 0. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[], options: WeightedSamplerOptions = {}) {
    this.weights = this.#table = new WeightTable(splits);
    this.#random = new Random(options.seed ?? drawSeed());
  }

  /** Returns the place of the next task; throws `InvalidOptionError` if all weights are 0 by now. */
  next(): TaskPlace {
    return this.#table.find(this.#random.float());
  }

  /** Returns the position in the sequence, and the weights that were changed. */
  save(): SamplerState {
    return {
      ...toState(KIND, this.#table.tasks.splits),
      random: this.#random.save(),
      initial_weights: this.#table.initialHash,
      changes: this.#table.changes(),
    };
  }

  /** Continues a saved sequence; throws `InvalidOptionError` if it is of another sampler, or of other initial weights. */
  resume(state: SamplerState): void {
    const reader = new StateReader(state, KIND, this.#table.tasks.splits);
    const { total } = this.#table.tasks;
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
