/**
 * Drives environments for training: samplers that choose the task of the next episode.
 *
 * ```ts
 * import { UniformSampler } from "@openenv/rollouts";
 *
 * export const sampler = new UniformSampler({ split: "train", numTasks: 60 }, { seed: 7 });
 * ```
 *
 * @module
 */
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
