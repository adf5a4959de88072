import { type Contract, defineEnvironment } from "@openenv/core";
import { ReasoningGymAction, ReasoningGymObservation, ReasoningGymResetOptions, ReasoningGymState } from "./models.ts";
import { reasoningTasks } from "./tasks.ts";

/** The contract of reasoning_gym: everything that a client needs to know. */
export const reasoningGym: Contract<{
  action: typeof ReasoningGymAction;
  observation: typeof ReasoningGymObservation;
  state: typeof ReasoningGymState;
  resetOptions: typeof ReasoningGymResetOptions;
}> = defineEnvironment({
  name: "reasoning_gym_env",
  version: "0.1.0",
  description: "Answer one question of a procedural data set; the score is partial credit.",
  action: ReasoningGymAction,
  observation: ReasoningGymObservation,
  state: ReasoningGymState,
  resetOptions: ReasoningGymResetOptions,
  tasks: reasoningTasks,
  drawsTask: false,
  requiresReset: false,
  allowStepAfterDone: true,
});
