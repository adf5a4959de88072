import type { MaybePromise } from "../result.ts";

/** The purpose of a split of tasks. */
export type SplitType = "train" | "validation" | "test";

/** All split types. */
export const SPLIT_TYPES: readonly SplitType[] = ["train", "validation", "test"];

/** A named part of an environment's tasks. */
export interface Split {
  /** Its name, for `reset` and the task calls. */
  readonly name: string;
  /** Its purpose. */
  readonly type: SplitType;
}

/**
 * One task of an environment: a part that an agent may see, and a part that only the environment may see.
 *
 * `P` is the public part, `V` the private one. On the wire a task is its public part with the `id` in front; the
 * private part never leaves the environment's process.
 */
export interface Task<P = Record<string, unknown>, V = unknown> {
  /** The task's id, unique among all splits. */
  readonly id: string;
  /** The public part: an object that JSON carries, without a key `id`. */
  readonly public: P;
  /** The private part, which only the environment may see, such as the answer. Default: nothing. */
  readonly private?: V;
}

/** The position of a task. It is not an interface, so that a client without a contract accepts it as reset options. */
export type TaskPlace = {
  /** The name of the split. */
  readonly split: string;
  /** The index in the split, from 0. */
  readonly index: number;
};

/** The task of an episode, with its position. */
export interface EpisodeTask<P = Record<string, unknown>, V = unknown> extends Task<P, V>, TaskPlace {}

/**
 * The tasks of an environment, as a contract declares them. Every method may return a value or a promise.
 *
 * {@linkcode tasksFromArrays}, `tasksFromJsonl` and {@linkcode tasksFromGenerator} create one.
 */
export interface TaskProvider<P = Record<string, unknown>, V = unknown> {
  /**
   * Returns the splits. A plain name stands for `{ name, type }`; the type is the name if it is one of the three, or
   * else `"validation"`.
   */
  splits(): MaybePromise<readonly (string | Split)[]>;
  /**
   * Returns one task.
   *
   * @throws `TaskNotFoundError` for an unknown split or an index outside it.
   */
  getTask(split: string, index: number): MaybePromise<Task<P, V>>;
  /** Returns the number of tasks in a split; `Infinity` if it has no last task. Default: no split has a last task. */
  numTasks?(split: string): MaybePromise<number>;
  /** Returns the tasks from `start` up to but not including `stop`. Default: calls `getTask` for each. */
  getTaskRange?(split: string, start: number, stop: number): MaybePromise<readonly Task<P, V>[]>;
  /** Returns all tasks of a split. Default: the range of all tasks. */
  listTasks?(split: string): MaybePromise<readonly Task<P, V>[]>;
  /** Finds the position of the task with an id. Default: understands ids of the form `<split>-<index>`. */
  findTask?(id: string): MaybePromise<TaskPlace | undefined>;
}

/** Tasks of any types. */
// deno-lint-ignore no-explicit-any -- a contract is not parameterized by the types of its tasks
export type AnyTaskProvider = TaskProvider<any, any>;
