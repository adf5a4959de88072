import { type Contract, defineEnvironment } from "@openenv/core";
import { Connect4Action, Connect4Observation, Connect4ResetOptions, Connect4State } from "./models.ts";

/** The contract of connect4: everything that a client needs to know. */
export const connect4: Contract<{
  action: typeof Connect4Action;
  observation: typeof Connect4Observation;
  state: typeof Connect4State;
  resetOptions: typeof Connect4ResetOptions;
}> = defineEnvironment({
  name: "connect4_env",
  version: "0.1.0",
  description: "Get four discs in a row, against an opponent or on both sides.",
  action: Connect4Action,
  observation: Connect4Observation,
  state: Connect4State,
  resetOptions: Connect4ResetOptions,
});
