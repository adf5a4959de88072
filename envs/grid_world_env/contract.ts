import { type Contract, defineEnvironment } from "@openenv/core";
import { GridWorldAction, GridWorldObservation, GridWorldResetOptions, GridWorldState } from "./models.ts";

/** The contract of grid_world: everything that a client needs to know. */
export const gridWorld: Contract<{
  action: typeof GridWorldAction;
  observation: typeof GridWorldObservation;
  state: typeof GridWorldState;
  resetOptions: typeof GridWorldResetOptions;
}> = defineEnvironment({
  name: "grid_world_env",
  version: "0.1.0",
  description: "Walk from one corner of a 5x5 grid to the other.",
  action: GridWorldAction,
  observation: GridWorldObservation,
  state: GridWorldState,
  resetOptions: GridWorldResetOptions,
});
