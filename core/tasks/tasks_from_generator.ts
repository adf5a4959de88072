import { InvalidOptionError } from "../errors/error_classes.ts";
import { Random } from "../random.ts";
import type { MaybePromise } from "../result.ts";
import { chain } from "../async/chain.ts";
import { indexNotFound, splitNotFound } from "./check_task.ts";
import { deriveSeed } from "./derive_seed.ts";
import { checkPrivate, type PrivateRow, type PublicRow, type RowOptions, toSplits, toTask } from "./row.ts";
import type { TaskPlace, TaskProvider } from "./task.ts";

/** The input for one row. */
export interface GeneratorContext extends TaskPlace {
  /** This task's own generator; it starts anew each time the task is read. */
  readonly random: Random;
}

/** Options for {@linkcode tasksFromGenerator}. */
export interface GeneratorOptions<Row, K extends string = string> extends RowOptions<K & keyof Row> {
  /** The number of tasks of each split, by its name; `Infinity` for a split without an end. */
  readonly splits: Readonly<Record<string, number>>;
  /**
   * Creates the row at an index. It must depend on nothing but its argument, and use `random` for random numbers.
   *
   * @returns The row, or a promise of it.
   */
  readonly generate: (context: GeneratorContext) => MaybePromise<Row>;
  /** Determines all tasks: any safe integer. Default: 0. */
  readonly seed?: number;
}

/**
 * Creates tasks on request. Each depends only on the seed, its split and its index, in whatever order they are read.
 *
 * A row is a flat object. Tasks can be found by ids of the form `<split>-<index>`. A row may have its own `id`, but
 * cannot be found by it.
 *
 * @param options The splits, the function that makes a row, and which of its keys are private.
 * @returns The provider, for the contract's `tasks`; it is synchronous if the function is.
 * @throws `InvalidOptionError` for invalid options; getting a task throws `InvalidTasksError` for a row that is not a
 * task.
 *
 * @example
 * ```ts
 * import { tasksFromGenerator } from "@openenv/core/tasks";
 * import assert from "node:assert/strict";
 *
 * const sums = tasksFromGenerator({
 *   splits: { train: 100_000, test: 500 },
 *   generate: ({ random }) => {
 *     const [a, b] = [random.int(1, 99), random.int(1, 99)];
 *     return { question: `${a} + ${b}`, answer: a + b };
 *   },
 *   private: ["answer"],
 * });
 * assert.deepEqual(await sums.getTask("train", 99_999), await sums.getTask("train", 99_999));
 * ```
 */
export function tasksFromGenerator<Row extends object, K extends string = never>(
  options: GeneratorOptions<Row, K>,
): TaskProvider<PublicRow<Row, K>, PrivateRow<Row, K>> {
  const { generate, seed = 0 } = options;
  const keys = checkPrivate(options.private);
  const sizes = new Map(Object.entries(options.splits));
  const list = toSplits([...sizes.keys()], options.types);
  for (const [split, size] of sizes) {
    if (size === Infinity || (Number.isSafeInteger(size) && size >= 0)) continue;
    throw invalidOption("splits", `the number of tasks of "${split}" is ${size}`);
  }
  if (!Number.isSafeInteger(seed)) throw invalidOption("seed", `${seed} is not a safe integer`);
  if (typeof generate !== "function") throw invalidOption("generate", "it is not a function");
  const sizeOf = (split: string) => {
    const size = sizes.get(split);
    if (size === undefined) throw splitNotFound(split, list);
    return size;
  };
  return {
    splits: () => list,
    numTasks: sizeOf,
    getTask(split, index) {
      const place = { split, index };
      if (!Number.isSafeInteger(index) || index < 0 || index >= sizeOf(split)) throw indexNotFound(place);
      const random = new Random(deriveSeed("task generator", seed, split, index));
      return chain(generate({ random, ...place }), (row) => toTask(row, place, keys));
    },
  };
}

function invalidOption(option: string, state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}
