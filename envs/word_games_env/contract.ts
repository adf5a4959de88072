import { type Contract, defineEnvironment } from "@openenv/core";
import { WordGamesAction, WordGamesObservation, WordGamesResetOptions, WordGamesState } from "./models.ts";

/** The contract of word_games: everything that a client needs to know. */
export const wordGames: Contract<{
  action: typeof WordGamesAction;
  observation: typeof WordGamesObservation;
  state: typeof WordGamesState;
  resetOptions: typeof WordGamesResetOptions;
}> = defineEnvironment({
  name: "word_games_env",
  version: "0.1.0",
  description: "Play Wordle, or another guessing game, in words.",
  action: WordGamesAction,
  observation: WordGamesObservation,
  state: WordGamesState,
  resetOptions: WordGamesResetOptions,
});
