import { type Contract, defineEnvironment } from "@openenv/core";
import { SnakeAction, SnakeObservation, SnakeResetOptions, SnakeState } from "./models.ts";

/** The most steps of an episode. */
export const MAX_STEPS = 1000;

/** The contract of snake: everything that a client needs to know. */
export const snake: Contract<{
  action: typeof SnakeAction;
  observation: typeof SnakeObservation;
  state: typeof SnakeState;
  resetOptions: typeof SnakeResetOptions;
}> = defineEnvironment({
  name: "snake_env",
  version: "0.1.0",
  description: "Eat fruits, and run into nothing.",
  action: SnakeAction,
  observation: SnakeObservation,
  state: SnakeState,
  resetOptions: SnakeResetOptions,
  maxSteps: MAX_STEPS,
});
