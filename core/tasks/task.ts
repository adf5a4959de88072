import type { MaybePromise } from "../result.ts";

/** What a split of tasks is for. */
export type SplitType = "train" | "validation" | "test";

/** What a split may be for: every {@linkcode SplitType}. */
export const SPLIT_TYPES: readonly SplitType[] = ["train", "validation", "test"];

/** A named part of an environment's tasks. */
export interface Split {
  /** Its name, as `reset` and the task calls take it. */
  readonly name: string;
  /** What it is for. */
  readonly type: SplitType;
}

/**
 * One task of an environment: what an agent may know of it, and what only the environment may.
 *
 * `P` is the public part, `V` the private one. On the wire a task is its public part with the `id` in front; the
 * private part never leaves the process that the environment runs in.
 */
export interface Task<P = Record<string, unknown>, V = unknown> {
  /** The task's name, of its own among all splits. */
  readonly id: string;
  /** What everybody may know: an object that JSON carries, without a key `id`. */
  readonly public: P;
  /** What only the environment may know, such as the answer. Default: nothing. */
  readonly private?: V;
}

/** Where a task is. No interface, so that a client of no contract takes it as reset options. */
export type TaskPlace = {
  /** The name of the split. */
  readonly split: string;
  /** The place in the split, from 0. */
  readonly index: number;
};

/** The task of an episode: the task, and where it is. */
export interface EpisodeTask<P = Record<string, unknown>, V = unknown> extends Task<P, V>, TaskPlace {}

/**
 * The tasks of an environment, as a contract has them. Every method may return a value or a promise.
 *
 * {@linkcode tasksFromArrays}, `tasksFromJsonl` and {@linkcode tasksFromGenerator} make one.
 */
export interface TaskProvider<P = Record<string, unknown>, V = unknown> {
  /** The splits; a plain name stands for `{ name, type }`, where the type is the name if that is one of the three. */
  splits(): MaybePromise<readonly (string | Split)[]>;
  /**
   * One task.
   *
   * @throws `TaskNotFoundError` for an unknown split or an index outside of it.
   */
  getTask(split: string, index: number): MaybePromise<Task<P, V>>;
  /** The number of tasks in a split; `Infinity` for one without a last task, as all are without this method. */
  numTasks?(split: string): MaybePromise<number>;
  /** The tasks from `start` on, before `stop`. Default: one `getTask` after another. */
  getTaskRange?(split: string, start: number, stop: number): MaybePromise<readonly Task<P, V>[]>;
  /** All tasks of a split. Default: the range of all. */
  listTasks?(split: string): MaybePromise<readonly Task<P, V>[]>;
  /** Where the task of an id is. Default: ids of the form `<split>-<index>` are understood. */
  findTask?(id: string): MaybePromise<TaskPlace | undefined>;
}

/** Tasks of any types. */
// deno-lint-ignore no-explicit-any -- a contract is not parameterized by the types of its tasks
export type AnyTaskProvider = TaskProvider<any, any>;
