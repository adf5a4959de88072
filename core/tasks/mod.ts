/**
 * The tasks of an environment: where they come from, how they are asked for, and samplers that choose among them.
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
 * A contract has its tasks in the field `tasks`; `docs/tasks.md` goes through all of it. Tasks in files are those of
 * `@openenv/core/tasks/jsonl`.
 *
 * @module
 */
export { toPublicTask } from "./check_task.ts";
export type { PrivateRow, PublicRow, RowOptions } from "./row.ts";
export {
  type AnyTaskProvider,
  type EpisodeTask,
  type Split,
  SPLIT_TYPES,
  type SplitType,
  type Task,
  type TaskPlace,
  type TaskProvider,
} from "./task.ts";
export { findTask, numTasksOf, splitsOf, taskAt } from "./task_calls.ts";
export {
  type InvalidTasksData,
  InvalidTasksError,
  type TaskMethod,
  type TaskNotFoundData,
  TaskNotFoundError,
  type TasksUnsupportedData,
  TasksUnsupportedError,
} from "./task_errors.ts";
export { type OwnTask, taskOf } from "./task_of.ts";
export { taskRangeOf, tasksOf } from "./task_range.ts";
export { tasksFromArrays } from "./tasks_from_arrays.ts";
export { type GeneratorContext, type GeneratorOptions, tasksFromGenerator } from "./tasks_from_generator.ts";
export {
  type CurriculumReport,
  CurriculumSampler,
  type CurriculumSamplerOptions,
} from "./samplers/curriculum_sampler.ts";
export { SequentialSampler } from "./samplers/sequential_sampler.ts";
export type { SamplerState, SplitCount, TaskSampler } from "./samplers/task_sampler.ts";
export type { TaskWeights, WeightedSplit } from "./samplers/task_weights.ts";
export { UniformSampler, type UniformSamplerOptions } from "./samplers/uniform_sampler.ts";
export { WeightedSampler, type WeightedSamplerOptions } from "./samplers/weighted_sampler.ts";
