import { InvalidOptionError } from "@openenv/core";
import { nameOfValue } from "@openenv/core/schema";
import type { TaskPlace } from "@openenv/core/tasks";
import { MAX_KEPT_TASKS, TaskIndex } from "./task_index.ts";
import type { SplitCount } from "./task_sampler.ts";

/** Below this sum, parts of it may lose digits. */
const SMALL = 2 ** -900;

/** A split with the weight of its tasks. */
export interface WeightedSplit extends SplitCount {
  /**
   * The chance of its tasks, relative to all other weights: one number for the whole split, which its tasks share
   * equally, or one for each task. Default: 1 for each task.
   */
  readonly weight?: number | ArrayLike<number>;
}

/** The weight of each task of a sampler. */
export interface TaskWeights {
  /** Returns the weight of a task; throws `TaskNotFoundError` if there is no such task. */
  get(place: TaskPlace): number;
  /** Sets the weight of a task; throws `TaskNotFoundError`, or `InvalidOptionError` for an invalid weight. */
  set(place: TaskPlace, weight: number): void;
  /** Sets the weight of a whole split, which its tasks share equally; throws as `set` does. */
  setSplit(split: string, weight: number): void;
}

/** A run of equal weights that differ from the initial ones. */
export type WeightRun = readonly [start: number, length: number, weight: number];

/** The weights of a sampler's tasks. */
export class WeightTable implements TaskWeights {
  /** The splits and their tasks. */
  readonly tasks: TaskIndex;
  /** A hash of all initial weights, in order. */
  readonly initialHash: number;
  readonly #initial: Float64Array;
  readonly #tree: WeightTree;

  /** Makes the initial weights of splits; throws `InvalidOptionError`. */
  constructor(splits: WeightedSplit | readonly WeightedSplit[]) {
    this.tasks = new TaskIndex(splits, MAX_KEPT_TASKS);
    this.#initial = new Float64Array(this.tasks.total);
    let start = 0;
    for (const split of this.tasks.splits as readonly WeightedSplit[]) {
      fill(this.#initial.subarray(start, start + split.numTasks), split);
      start += split.numTasks;
    }
    this.#tree = new WeightTree(this.#initial);
    this.initialHash = hashOf(this.#initial);
    this.#assertDrawable();
  }

  get(place: TaskPlace): number {
    return this.#tree.get(this.tasks.numberOf(place));
  }

  set(place: TaskPlace, weight: number): void {
    const number = this.tasks.numberOf(place);
    assertWeight(weight, `task ${place.index} of split "${place.split}"`);
    this.#tree.set(number, weight);
  }

  setSplit(split: string, weight: number): void {
    const [start, numTasks] = this.tasks.rangeOf(split);
    assertWeight(weight, `split "${split}"`);
    const weights = this.#initial.map((_, number) => this.#tree.get(number));
    weights.fill(weight / numTasks, start, start + numTasks);
    this.#tree.setAll(weights);
  }

  /** Returns the place at a part of the sum of all weights, in [0, 1); throws `InvalidOptionError` if all weights are 0. */
  find(part: number): TaskPlace {
    this.#assertDrawable();
    return this.tasks.at(this.#tree.find(part));
  }

  /** Lists the weights that differ from the initial ones. */
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

  /** Sets the initial weights, with the given changes. */
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

/** Computes FNV-1a of the bits of the weights; 0 and -0 are the same weight. */
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

/**
 * Keeps weights by number, and their sums in a binary tree: changing a weight and drawing a number take as many steps as
 * the tree is high. Each sum is that of its two children, so that the order in which weights were set does not matter.
 */
export class WeightTree {
  /** The sum of all at 1, the children of `node` at `2 * node` and behind it, the weights from `#leaves` on. */
  readonly #sums: Float64Array;
  readonly #leaves: number;

  /** Makes a tree of finite weights of at least 0. */
  constructor(weights: Float64Array) {
    this.#leaves = 2 ** Math.ceil(Math.log2(weights.length));
    this.#sums = new Float64Array(2 * this.#leaves);
    this.setAll(weights);
  }

  /** The sum of all weights. */
  get total(): number {
    return this.#sums[1]!;
  }

  /** Returns one weight. */
  get(number: number): number {
    return this.#sums[this.#leaves + number]!;
  }

  /** Sets one weight. */
  set(number: number, weight: number): void {
    const sums = this.#sums;
    sums[this.#leaves + number] = weight;
    for (let node = (this.#leaves + number) >> 1; node >= 1; node >>= 1) {
      sums[node] = sums[2 * node]! + sums[2 * node + 1]!;
    }
  }

  /** Sets all weights, and computes the sums once. */
  setAll(weights: Float64Array): void {
    this.#sums.set(weights, this.#leaves);
    for (let node = this.#leaves - 1; node >= 1; node--) {
      this.#sums[node] = this.#sums[2 * node]! + this.#sums[2 * node + 1]!;
    }
  }

  /** Returns the number at a part of the total, in [0, 1): never one of weight 0, unless all are. */
  find(part: number): number {
    const sums = this.#sums;
    // Small sums are scaled up, since a product with them would lose digits.
    const scale = this.total < SMALL ? 2 ** 600 : 1;
    let [node, left] = [1, part * (this.total * scale)];
    while (node < this.#leaves) {
      node *= 2;
      // A rounding error may put the rest beyond the right child.
      if (left < sums[node]! * scale || sums[node + 1] === 0) continue;
      left -= sums[node]! * scale;
      node++;
    }
    return node - this.#leaves;
  }
}
