import type { GameId } from "../games/all_games.ts";
import type { Solver } from "./solver.ts";
import { solveWordle } from "./wordle.ts";

/** What solves each game. */
export const SOLVERS: Readonly<Record<GameId, () => Solver>> = {
  "Wordle-v0": solveWordle,
};
