import type { Game } from "./game.ts";
import { guessTheNumber } from "./guess_the_number.ts";
import { hangman } from "./hangman.ts";
import { twentyQuestions } from "./twenty_questions.ts";
import { wordle } from "./wordle.ts";

/** The name of a game. */
export type GameId = "Wordle-v0" | "GuessTheNumber-v0" | "Hangman-v0" | "TwentyQuestions-v0";

/** The games, by name. */
export const GAMES: Readonly<Record<GameId, Game>> = {
  "Wordle-v0": wordle,
  "GuessTheNumber-v0": guessTheNumber,
  "Hangman-v0": hangman,
  "TwentyQuestions-v0": twentyQuestions,
};

/** The names of the games. */
export const GAME_IDS: readonly GameId[] = Object.keys(GAMES) as GameId[];
