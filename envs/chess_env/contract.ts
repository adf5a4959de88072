import { type Contract, defineEnvironment } from "@openenv/core";
import { ChessAction, ChessObservation, ChessResetOptions, ChessState } from "./models.ts";
import { puzzles } from "./puzzles.ts";

/** The contract of chess: everything that a client needs to know. */
export const chess: Contract<{
  action: typeof ChessAction;
  observation: typeof ChessObservation;
  state: typeof ChessState;
  resetOptions: typeof ChessResetOptions;
}> = defineEnvironment({
  name: "chess_env",
  version: "0.1.0",
  description: "Play chess against an engine, or find the mate.",
  action: ChessAction,
  observation: ChessObservation,
  state: ChessState,
  resetOptions: ChessResetOptions,
  tasks: puzzles,
  drawsTask: false,
});
