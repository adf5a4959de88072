import type { GameId } from "../games/all_games.ts";
import { solveGuessTheNumber } from "./guess_the_number.ts";
import { solveHangman } from "./hangman.ts";
import type { Solver } from "./solver.ts";
import { solveTwentyQuestions } from "./twenty_questions.ts";
import { solveWordle } from "./wordle.ts";

/** What solves each game. */
export const SOLVERS: Readonly<Record<GameId, () => Solver>> = {
  "Wordle-v0": solveWordle,
  "GuessTheNumber-v0": solveGuessTheNumber,
  "Hangman-v0": solveHangman,
  "TwentyQuestions-v0": solveTwentyQuestions,
};
