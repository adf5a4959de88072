import type { TaskPlace } from "@openenv/core/tasks";
import { Places } from "./places.ts";
import { StateReader, toState } from "./sampler_state.ts";
import type { SamplerState, SplitCount, TaskSampler } from "./task_sampler.ts";

const KIND = "sequential";

/**
 * Chooses the tasks in their order, one split after the other, and then from the beginning again.
 *
 * @example
 * ```ts
 * import { SequentialSampler } from "@openenv/rollouts";
 * import assert from "node:assert/strict";
 *
 * const sampler = new SequentialSampler({ split: "train", numTasks: 2 });
 * assert.deepEqual([sampler.next(), sampler.next(), sampler.next()].map(({ index }) => index), [0, 1, 0]);
 * ```
 */
export class SequentialSampler implements TaskSampler {
  readonly #places: Places;
  #position = 0;

  /** Makes a sampler over a split, or over several; throws `InvalidOptionError` if they have no task. */
  constructor(splits: SplitCount | readonly SplitCount[]) {
    this.#places = new Places(splits);
  }

  /** The place of the next task. */
  next(): TaskPlace {
    const place = this.#places.at(this.#position);
    this.#position = (this.#position + 1) % this.#places.total;
    return place;
  }

  /** Says where the sequence is. */
  save(): SamplerState {
    return { ...toState(KIND, this.#places), position: this.#position };
  }

  /** Goes on where a sampler was saved; throws `InvalidOptionError` if it was another. */
  resume(state: SamplerState): void {
    this.#position = new StateReader(state, KIND, this.#places).count("position", this.#places.total - 1);
  }
}
