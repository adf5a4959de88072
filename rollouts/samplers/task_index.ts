import { InvalidOptionError, TaskNotFoundError } from "@openenv/core";
import { isRecord, nameOfValue } from "@openenv/core/schema";
import { splitNotFound, type TaskPlace } from "@openenv/core/tasks";
import type { SplitCount } from "./task_sampler.ts";

/** The most tasks of a sampler that keeps something for each. */
export const MAX_KEPT_TASKS = 2 ** 26;

/** Numbers the tasks of several splits in one row. */
export class TaskIndex {
  /** The number of all tasks. */
  readonly total: number;
  /** The splits. */
  readonly splits: readonly SplitCount[];

  /** Checks the splits and adds up their tasks; throws `InvalidOptionError`. */
  constructor(splits: SplitCount | readonly SplitCount[], most: number = Number.MAX_SAFE_INTEGER) {
    this.splits = Array.isArray(splits) ? [...splits] : [splits as SplitCount];
    const names = new Set<string>();
    let total = 0;
    for (const given of this.splits) {
      if (!isRecord(given)) throw invalidSplits(`one is ${nameOfValue(given)}, expected { split, numTasks }`);
      const { split, numTasks } = given as SplitCount;
      if (typeof split !== "string" || names.has(split)) throw invalidSplits(`"${split}" is no name of its own`);
      if (!Number.isSafeInteger(numTasks) || numTasks < 0) {
        throw invalidSplits(`the number of tasks of "${split}" is ${numTasks}`);
      }
      names.add(split);
      total += numTasks;
    }
    if (total === 0) throw invalidSplits("they have no task");
    if (total > most) throw invalidSplits(`they have ${total} tasks, of which at most ${most} can be kept`);
    this.total = total;
  }

  /** Returns the place of a number. */
  at(number: number): TaskPlace {
    let index = number;
    for (const { split, numTasks } of this.splits) {
      if (index < numTasks) return { split, index };
      index -= numTasks;
    }
    throw new RangeError(`Cannot place task: ${number} is not below ${this.total}`);
  }

  /** Returns the number of a place; throws `TaskNotFoundError`. */
  numberOf({ split, index }: TaskPlace): number {
    const [start, numTasks] = this.rangeOf(split);
    if (Number.isInteger(index) && index >= 0 && index < numTasks) return start + index;
    const message = `Cannot find task ${index} of split "${split}": the sampler knows ${numTasks} tasks`;
    throw new TaskNotFoundError(message, { missing: "index", split, index });
  }

  /** Returns the first number of a split, and its number of tasks; throws `TaskNotFoundError`. */
  rangeOf(split: string): readonly [start: number, numTasks: number] {
    let start = 0;
    for (const { split: name, numTasks } of this.splits) {
      if (name === split) return [start, numTasks];
      start += numTasks;
    }
    throw splitNotFound(split, this.splits.map(({ split: name }) => ({ name })));
  }
}

function invalidSplits(state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot sample from splits: ${state}`, { option: "splits" });
}
