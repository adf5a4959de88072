import type { Random } from "@openenv/core";
import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import { findMate } from "./engine/find_mate.ts";
import { isInCheck, listMoves, parsePosition, playMove, type Position, type Side } from "./engine/position.ts";

/** A task: force checkmate. */
export interface Puzzle {
  /** The task in words. */
  readonly instruction: string;
  /** The first position; the agent has the side to move. */
  readonly fen: string;
  /** The number of moves that the agent has. */
  readonly moves: number;
}

/** Determines all tasks; `openenv.yaml` declares it. */
const GENERATOR_SEED = 20261128;

const ATTACKERS = ["KQR", "KQN", "KRR", "KQB", "KRBN", "KQP", "KRBB"];
const DEFENDERS = ["kpp", "knp", "kbp", "krp", "kppp", "knb"];

/** The tasks: 160 for training and 40 for testing, mates in one and in two by turns. */
export const puzzles: TaskProvider<Puzzle> = tasksFromGenerator<Puzzle>({
  splits: { train: 160, test: 40 },
  seed: GENERATOR_SEED,
  generate: ({ random, index }) => createPuzzle(1 + index % 2, random),
});

function createPuzzle(moves: number, random: Random): Puzzle {
  for (;;) {
    const fen = drawFen(random);
    if (!isMateIn(moves, parsePosition(fen))) continue;
    const side = fen.includes(" w ") ? "White" : "Black";
    return { instruction: `${side} to move and mate in ${moves}.`, fen, moves };
  }
}

/** Returns `true` if the side to move can force mate in so many moves, and not sooner. */
function isMateIn(moves: number, position: Position): boolean {
  const isReachable = !isInCheck({ ...position, turn: -position.turn as Side });
  if (!isReachable || listMoves(position).every((move) => playMove(position, move) === undefined)) return false;
  return findMate(position, moves - 1) === undefined && findMate(position, moves) !== undefined;
}

/** Puts a few pieces on different squares, pawns not on the first and last rank. */
function drawFen(random: Random): string {
  const board = Array.from({ length: 64 }, () => "");
  for (const piece of random.choice(ATTACKERS) + random.choice(DEFENDERS)) {
    const [min, max] = piece.toLowerCase() === "p" ? [8, 55] : [0, 63];
    let square = random.int(min, max);
    while (board[square] !== "") square = random.int(min, max);
    board[square] = piece;
  }
  const rows = Array.from({ length: 8 }, (_, row) => {
    const cells = board.slice(8 * row, 8 * row + 8).map((piece) => piece || "1").join("");
    return cells.replace(/1+/g, ({ length }) => `${length}`);
  });
  if (random.bool(0.5)) return `${rows.join("/")} w - - 0 1`;
  const swap = (letter: string) => letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  return `${rows.toReversed().join("/").replace(/[a-z]/gi, swap)} b - - 0 1`;
}
