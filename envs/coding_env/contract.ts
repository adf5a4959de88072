import { type Contract, defineEnvironment } from "@openenv/core";
import { CodeAction, CodeObservation, CodeState, CodingResetOptions } from "./models.ts";
import { codingTasks } from "./tasks.ts";

/** The contract of coding: everything that a client needs to know. */
export const coding: Contract<{
  action: typeof CodeAction;
  observation: typeof CodeObservation;
  state: typeof CodeState;
  resetOptions: typeof CodingResetOptions;
}> = defineEnvironment({
  name: "coding_env",
  version: "0.1.0",
  description: "Run Python, TypeScript or JavaScript in a sandbox, and solve programming tasks.",
  action: CodeAction,
  observation: CodeObservation,
  state: CodeState,
  resetOptions: CodingResetOptions,
  tasks: codingTasks,
  drawsTask: false,
});
