import { blackjack } from "./blackjack.ts";
import { catchGame } from "./catch.ts";
import { cliffWalking } from "./cliff_walking.ts";
import type { Game } from "./game.ts";
import { game2048 } from "./game_2048.ts";
import { kuhnPoker } from "./kuhn_poker.ts";
import { ticTacToe } from "./tic_tac_toe.ts";

/** The name of a game, as OpenSpiel has it. */
export type GameName = "catch" | "tic_tac_toe" | "kuhn_poker" | "cliff_walking" | "2048" | "blackjack";

/** The names of the games; the first one is the default. */
export const GAME_NAMES: readonly [GameName, ...GameName[]] = [
  "catch",
  "tic_tac_toe",
  "kuhn_poker",
  "cliff_walking",
  "2048",
  "blackjack",
];

/** All games. */
export const GAMES: Readonly<Record<GameName, Game>> = {
  catch: catchGame,
  tic_tac_toe: ticTacToe,
  kuhn_poker: kuhnPoker,
  cliff_walking: cliffWalking,
  "2048": game2048,
  blackjack,
};
