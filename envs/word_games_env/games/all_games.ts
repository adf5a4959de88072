import type { Game } from "./game.ts";
import { wordle } from "./wordle.ts";

/** The names of the games. */
export const GAME_IDS = ["Wordle-v0"] as const;

/** The name of a game. */
export type GameId = (typeof GAME_IDS)[number];

/** The games, by name. */
export const GAMES: Readonly<Record<GameId, Game>> = {
  "Wordle-v0": wordle,
};
