import { type Contract, defineEnvironment } from "@openenv/core";
import { BoardGamesAction, BoardGamesObservation, BoardGamesResetOptions, BoardGamesState } from "./models.ts";

/** The contract of board_games: everything that a client needs to know. */
export const boardGames: Contract<{
  action: typeof BoardGamesAction;
  observation: typeof BoardGamesObservation;
  state: typeof BoardGamesState;
  resetOptions: typeof BoardGamesResetOptions;
}> = defineEnvironment({
  name: "board_games_env",
  version: "0.1.0",
  description: "Play one of six small games, alone or against an opponent.",
  action: BoardGamesAction,
  observation: BoardGamesObservation,
  state: BoardGamesState,
  resetOptions: BoardGamesResetOptions,
});
