import { drawSeed, Random, type RandomState } from "@openenv/core";
import type { TaskPlace } from "@openenv/core/tasks";
import { MAX_KEPT_TASKS, TaskIndex } from "./task_index.ts";
import { type SamplerState, type SplitCount, StateReader, type TaskSampler, toState } from "./task_sampler.ts";

const KIND = "uniform";

/** Options for {@linkcode UniformSampler}. */
export interface UniformSamplerOptions {
  /** The seed of the sequence, any safe integer. Default: drawn at random. */
  readonly seed?: number;
  /** Draws each task from all tasks. Default: `false`, where each task comes once before any comes again. */
  readonly withReplacement?: boolean;
}

/**
 * Chooses among all tasks with equal chances: by default in random order, each once before any comes again.
 *
 * In random order it keeps four bytes for each task (a Fisher-Yates shuffle, one swap for each draw). A saved state has the
 * generator at the beginning of the round and the number of tasks drawn since, however many tasks there are.
 *
 * @example
 * ```ts
 * import { UniformSampler } from "@openenv/rollouts";
 * import assert from "node:assert/strict";
 *
 * const splits = [{ split: "easy", numTasks: 60 }, { split: "hard", numTasks: 40 }];
 * const sampler = new UniformSampler(splits, { seed: 7 });
 * for (let episode = 0; episode < 250; episode++) sampler.next();
 *
 * const saved = JSON.stringify(sampler.save());
 * const resumed = new UniformSampler(splits);
 * resumed.resume(JSON.parse(saved));
 * assert.deepEqual(resumed.next(), sampler.next());
 * ```
 */
export class UniformSampler implements TaskSampler {
  readonly #tasks: TaskIndex;
  readonly #withReplacement: boolean;
  #random: Random;
  #order: Uint32Array | undefined;
  #roundBegan: RandomState;
  #drawn = 0;

  /** Makes a sampler of one or several splits; throws `InvalidOptionError` if they have no task. */
  constructor(splits: SplitCount | readonly SplitCount[], options: UniformSamplerOptions = {}) {
    this.#withReplacement = options.withReplacement ?? false;
    this.#tasks = new TaskIndex(splits, this.#withReplacement ? undefined : MAX_KEPT_TASKS);
    this.#random = new Random(options.seed ?? drawSeed());
    this.#roundBegan = this.#random.save();
  }

  /** Returns the place of the next task. */
  next(): TaskPlace {
    if (this.#withReplacement) return this.#tasks.at(this.#random.int(0, this.#tasks.total - 1));
    if (this.#drawn === this.#tasks.total) {
      this.#roundBegan = this.#random.save();
      this.#order = undefined;
      this.#drawn = 0;
    }
    return this.#tasks.at(this.#swap());
  }

  /** Returns the position in the sequence. */
  save(): SamplerState {
    const { total } = this.#tasks;
    // The end of a round and the beginning of the next are the same position.
    const isAtEnd = this.#withReplacement || this.#drawn === total;
    return {
      ...toState(KIND, this.#tasks.splits),
      with_replacement: this.#withReplacement,
      random: isAtEnd ? this.#random.save() : this.#roundBegan,
      drawn: isAtEnd ? 0 : this.#drawn,
    };
  }

  /** Continues a saved sequence; throws `InvalidOptionError` if it is of another sampler. */
  resume(state: SamplerState): void {
    const reader = new StateReader(state, KIND, this.#tasks.splits);
    reader.read("with_replacement", (value): value is boolean => value === this.#withReplacement);
    const drawn = reader.count("drawn", this.#withReplacement ? 0 : this.#tasks.total - 1);
    this.#random = reader.random("random");
    this.#roundBegan = this.#random.save();
    this.#order = undefined;
    this.#drawn = 0;
    while (this.#drawn < drawn) this.#swap();
  }

  /** Draws one of the tasks that are left in this round. */
  #swap(): number {
    const order = this.#order ??= Uint32Array.from({ length: this.#tasks.total }, (_, number) => number);
    const other = this.#random.int(this.#drawn, order.length - 1);
    const chosen = order[other]!;
    order[other] = order[this.#drawn]!;
    order[this.#drawn++] = chosen;
    return chosen;
  }
}
