/**
 * The tasks of an environment: providers of tasks, and the calls to them.
 *
 * ```ts
 * import { tasksFromArrays } from "@openenv/core/tasks";
 *
 * export const tasks = tasksFromArrays({
 *   train: [{ question: "1 + 1", answer: 2 }],
 *   test: [{ question: "3 + 3", answer: 6 }],
 * }, { private: ["answer"] });
 * ```
 *
 * A contract has its tasks in the field `tasks`; `docs/tasks.md` explains all of it. The samplers are in
 * `@openenv/rollouts`. Tasks in files are in `@openenv/core/tasks/jsonl`.
 *
 * @module
 */
export { answerTaskRequest, type TaskService } from "../protocol/task_answers.ts";
export { splitNotFound, toPublicTask } from "./check_task.ts";
export type { PrivateRow, PublicRow, RowOptions } from "./row.ts";
export type { AnyTaskProvider, EpisodeTask, Split, SplitType, Task, TaskPlace, TaskProvider } from "./task.ts";
export { findTask, numTasksOf, splitsOf, taskAt } from "./task_calls.ts";
export {
  type InvalidTasksData,
  InvalidTasksError,
  type TaskMethod,
  type TaskNotFoundData,
  TaskNotFoundError,
  type TasksUnsupportedData,
  TasksUnsupportedError,
} from "../errors/task_errors.ts";
export { type OwnTask, taskOf } from "./task_of.ts";
export { taskRangeOf, tasksOf } from "./task_range.ts";
export { tasksFromArrays } from "./tasks_from_arrays.ts";
export { type GeneratorContext, type GeneratorOptions, tasksFromGenerator } from "./tasks_from_generator.ts";
