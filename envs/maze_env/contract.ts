import { type Contract, defineEnvironment } from "@openenv/core";
import { MazeAction, MazeObservation, MazeResetOptions, MazeState } from "./models.ts";

/** The contract of maze: everything that a client needs to know. */
export const maze: Contract<{
  action: typeof MazeAction;
  observation: typeof MazeObservation;
  state: typeof MazeState;
  resetOptions: typeof MazeResetOptions;
}> = defineEnvironment({
  name: "maze_env",
  version: "0.1.0",
  description: "Find the way out of a maze.",
  action: MazeAction,
  observation: MazeObservation,
  state: MazeState,
  resetOptions: MazeResetOptions,
});
