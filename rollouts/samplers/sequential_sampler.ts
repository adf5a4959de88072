import type { TaskPlace } from "@openenv/core/tasks";
import { TaskIndex } from "./task_index.ts";
import { type SamplerState, type SplitCount, StateReader, type TaskSampler, toState } from "./task_sampler.ts";

const KIND = "sequential";

/**
 * Chooses the tasks in order, one split after the other, and starts over at the end.
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
  readonly #tasks: TaskIndex;
  #position = 0;

  /** Makes a sampler of one or several splits; throws `InvalidOptionError` if they have no task. */
  constructor(splits: SplitCount | readonly SplitCount[]) {
    this.#tasks = new TaskIndex(splits);
  }

  /** Returns the place of the next task. */
  next(): TaskPlace {
    const place = this.#tasks.at(this.#position);
    this.#position = (this.#position + 1) % this.#tasks.total;
    return place;
  }

  /** Returns the position in the sequence. */
  save(): SamplerState {
    return { ...toState(KIND, this.#tasks.splits), position: this.#position };
  }

  /** Continues a saved sequence; throws `InvalidOptionError` if it is of another sampler. */
  resume(state: SamplerState): void {
    this.#position = new StateReader(state, KIND, this.#tasks.splits).count("position", this.#tasks.total - 1);
  }
}
