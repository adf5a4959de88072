import { InvalidOptionError } from "@openenv/core";
import { nameOfValue } from "@openenv/core/schema";
import type { TaskPlace } from "@openenv/core/tasks";
import { MAX_KEPT_TASKS, Places } from "./places.ts";
import type { SplitCount } from "./task_sampler.ts";
import { WeightTree } from "./weight_tree.ts";

/** A split with the weight of its tasks. */
export interface WeightedSplit extends SplitCount {
  /**
   * How likely its tasks are: one number for the split as a whole, which its tasks share alike, or one for each task.
   * Numbers are compared with each other, over all splits. Default: 1 for each task.
   */
  readonly weight?: number | ArrayLike<number>;
}

/** The weight of each task of a sampler, which can be read and changed. */
export interface TaskWeights {
  /** The weight of a task; throws `TaskNotFoundError` if there is no such task. */
  get(place: TaskPlace): number;
  /** Sets the weight of a task; throws `TaskNotFoundError`, or `InvalidOptionError` for a weight that is none. */
  set(place: TaskPlace, weight: number): void;
  /** Sets the weight of a split as a whole, which its tasks share alike; throws as `set` does. */
  setSplit(split: string, weight: number): void;
}

/** A run of equal weights that are others than in the beginning, from a number on. */
export type WeightRun = readonly [start: number, length: number, weight: number];

/** The weights of a sampler's tasks. */
export class WeightTable implements TaskWeights {
  /** The splits and their tasks. */
  readonly places: Places;
  /** A number made of all the weights that it began with, in their order. */
  readonly initialHash: number;
  readonly #initial: Float64Array;
  readonly #tree: WeightTree;

  /** Makes the weights that splits begin with; throws `InvalidOptionError`. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[]) {
    this.places = new Places(splits, MAX_KEPT_TASKS);
    this.#initial = new Float64Array(this.places.total);
    let start = 0;
    for (const split of this.places.splits as readonly WeightedSplit[]) {
      fill(this.#initial.subarray(start, start + split.numTasks), split);
      start += split.numTasks;
    }
    this.#tree = new WeightTree(this.#initial);
    this.initialHash = hashOf(this.#initial);
    this.#assertDrawable();
  }

  get(place: TaskPlace): number {
    return this.#tree.get(this.places.numberOf(place));
  }

  set(place: TaskPlace, weight: number): void {
    const number = this.places.numberOf(place);
    assertWeight(weight, `task ${place.index} of split "${place.split}"`);
    this.#tree.set(number, weight);
  }

  setSplit(split: string, weight: number): void {
    const [start, numTasks] = this.places.rangeOf(split);
    assertWeight(weight, `split "${split}"`);
    const weights = this.#initial.map((_, number) => this.#tree.get(number));
    weights.fill(weight / numTasks, start, start + numTasks);
    this.#tree.setAll(weights);
  }

  /** The place at a part of the sum of all weights, in [0, 1); throws `InvalidOptionError` if all weights are 0. */
  find(part: number): TaskPlace {
    this.#assertDrawable();
    return this.places.at(this.#tree.find(part));
  }

  /** The weights that are others than in the beginning. */
  changes(): WeightRun[] {
    const runs: [number, number, number][] = [];
    for (let number = 0; number < this.#initial.length; number++) {
      const weight = this.#tree.get(number);
      if (weight === this.#initial[number]) continue;
      const last = runs.at(-1);
      if (last !== undefined && last[0] + last[1] === number && last[2] === weight) last[1]++;
      else runs.push([number, 1, weight]);
    }
    return runs;
  }

  /** Goes back to the beginning, and changes weights as another sampler's were. */
  restore(changes: readonly WeightRun[]): void {
    const weights = this.#initial.slice();
    for (const [start, length, weight] of changes) weights.fill(weight, start, start + length);
    this.#tree.setAll(weights);
  }

  #assertDrawable(): void {
    const { total } = this.#tree;
    if (!(total > 0 && total < Infinity)) throw invalidWeight(`the sum of all is ${total}`);
  }
}

function fill(target: Float64Array, { split, numTasks, weight = numTasks }: WeightedSplit): void {
  if (typeof weight === "number") {
    assertWeight(weight, `split "${split}"`);
    target.fill(weight / numTasks);
    return;
  }
  if (weight?.length !== numTasks) {
    throw invalidWeight(`split "${split}" has ${numTasks} tasks and ${weight?.length ?? "no"} weights`);
  }
  for (let index = 0; index < numTasks; index++) {
    assertWeight(weight[index]!, `task ${index} of split "${split}"`);
    target[index] = weight[index]!;
  }
}

/** FNV-1a over the bits of the weights; 0 and -0 are one weight. */
function hashOf(weights: Float64Array): number {
  const bits = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  for (const weight of weights) {
    bits.setFloat64(0, weight + 0);
    hash = Math.imul(hash ^ bits.getUint32(0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15) ^ bits.getUint32(4), 0x01000193);
  }
  return hash >>> 0;
}

function assertWeight(weight: number, of: string): void {
  if (typeof weight === "number" && weight >= 0 && weight < Infinity) return;
  const found = typeof weight === "number" ? String(weight) : nameOfValue(weight);
  throw invalidWeight(`the weight of ${of} is ${found}, expected a finite number of at least 0`);
}

function invalidWeight(state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use weights: ${state}`, { option: "weight" });
}
