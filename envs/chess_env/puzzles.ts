import { type TaskProvider, tasksFromArrays } from "@openenv/core/tasks";
import { MATES_IN_ONE, MATES_IN_TWO } from "./positions.ts";

/** A task: force checkmate. */
export interface Puzzle {
  /** The task in words. */
  readonly instruction: string;
  /** The first position; the agent has the side to move. */
  readonly fen: string;
  /** The number of moves that the agent has. */
  readonly moves: number;
}

/** The tasks: 160 for training and 40 for testing, mates in one and in two by turns. */
export const puzzles: TaskProvider<Puzzle> = tasksFromArrays<Puzzle>({
  train: createPuzzles(0, 80),
  test: createPuzzles(80, 100),
});

function createPuzzles(start: number, end: number): Puzzle[] {
  const ones = MATES_IN_ONE.slice(start, end);
  return ones.flatMap((fen, index) => [createPuzzle(fen, 1), createPuzzle(MATES_IN_TWO[start + index]!, 2)]);
}

function createPuzzle(fen: string, moves: number): Puzzle {
  const side = fen.includes(" w ") ? "White" : "Black";
  return { instruction: `${side} to move and mate in ${moves}.`, fen, moves };
}
