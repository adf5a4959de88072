import { drawSeed, Random, type RandomState } from "@openenv/core";
import type { TaskPlace } from "@openenv/core/tasks";
import { MAX_KEPT_TASKS, Places } from "./places.ts";
import { StateReader, toState } from "./sampler_state.ts";
import type { SamplerState, SplitCount, TaskSampler } from "./task_sampler.ts";

const KIND = "uniform";

/** What {@linkcode UniformSampler} takes. */
export interface UniformSamplerOptions {
  /** The same seed gives the same sequence: any safe integer. Default: drawn at random. */
  readonly seed?: number;
  /** `true` draws each task from all, whatever came before. Default: `false`, each comes once before any comes again. */
  readonly withReplacement?: boolean;
}

/**
 * Chooses among all tasks with equal chances: by default in random order, each once before any comes again.
 *
 * In random order it keeps four bytes for each task (Fisher and Yates's shuffle, one swap a draw); a saved state has
 * the beginning of the round and the number of tasks drawn in it, whatever the number of tasks.
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
  readonly #places: Places;
  readonly #withReplacement: boolean;
  #random: Random;
  #order: Uint32Array | undefined;
  #roundBegan: RandomState;
  #drawn = 0;

  /** Makes a sampler over a split, or over several; throws `InvalidOptionError` if they have no task. */
  constructor(splits: SplitCount | readonly SplitCount[], options: UniformSamplerOptions = {}) {
    this.#withReplacement = options.withReplacement ?? false;
    this.#places = new Places(splits, this.#withReplacement ? undefined : MAX_KEPT_TASKS);
    this.#random = new Random(options.seed ?? drawSeed());
    this.#roundBegan = this.#random.save();
  }

  /** The place of the next task. */
  next(): TaskPlace {
    if (this.#withReplacement) return this.#places.at(this.#random.int(0, this.#places.total - 1));
    if (this.#drawn === this.#places.total) {
      this.#roundBegan = this.#random.save();
      this.#order = undefined;
      this.#drawn = 0;
    }
    return this.#places.at(this.#swap());
  }

  /** Says where the sequence is. */
  save(): SamplerState {
    const { total } = this.#places;
    // The end of a round and the beginning of the next are one place in the sequence.
    const isAtEnd = this.#withReplacement || this.#drawn === total;
    return {
      ...toState(KIND, this.#places),
      with_replacement: this.#withReplacement,
      random: isAtEnd ? this.#random.save() : this.#roundBegan,
      drawn: isAtEnd ? 0 : this.#drawn,
    };
  }

  /** Goes on where a sampler was saved; throws `InvalidOptionError` if it was another. */
  resume(state: SamplerState): void {
    const reader = new StateReader(state, KIND, this.#places);
    reader.read("with_replacement", (value): value is boolean => value === this.#withReplacement);
    const drawn = reader.count("drawn", this.#withReplacement ? 0 : this.#places.total - 1);
    this.#random = reader.random("random");
    this.#roundBegan = this.#random.save();
    this.#order = undefined;
    this.#drawn = 0;
    while (this.#drawn < drawn) this.#swap();
  }

  /** Puts one of the tasks that are left in this round in its place. */
  #swap(): number {
    const order = this.#order ??= Uint32Array.from({ length: this.#places.total }, (_, number) => number);
    const other = this.#random.int(this.#drawn, order.length - 1);
    const chosen = order[other]!;
    order[other] = order[this.#drawn]!;
    order[this.#drawn++] = chosen;
    return chosen;
  }
}
