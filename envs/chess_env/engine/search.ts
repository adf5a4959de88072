import type { Random } from "@openenv/core";
import { evaluate, valueOf } from "./evaluate.ts";
import { isInCheck, listMoves, type Move, playMove, type Position } from "./position.ts";

/** The score of a checkmate on the board; one that is n half-moves away scores n less. */
export const MATE = 1_000_000;

/** A move and its score, in hundredths of a pawn, for the side that makes it. */
export interface Choice {
  readonly move: Move;
  readonly score: number;
}

/**
 * Chooses a move by alpha-beta search.
 *
 * @param position The position; its side to move must have a legal move.
 * @param depth How many half-moves to look ahead, at least 1; captures and checks at the end are played out.
 * @param random Decides between moves that are equally good.
 */
export function chooseMove(position: Position, depth: number, random: Random): Choice {
  let best: Choice | undefined;
  for (const move of order(position, random.shuffle(listMoves(position)))) {
    const after = playMove(position, move);
    if (after === undefined) continue;
    const score = -search(after, depth - 1, 1, -Infinity, -(best?.score ?? -Infinity));
    if (best === undefined || score > best.score) best = { move, score };
  }
  return best!;
}

/** Scores a position for its side to move; a score outside of (alpha, beta) is only a bound. */
function search(position: Position, depth: number, ply: number, alpha: number, beta: number): number {
  const inCheck = isInCheck(position);
  const isQuiet = depth <= 0 && !inCheck;
  let best = -Infinity;
  if (isQuiet) {
    best = position.turn * evaluate(position);
    if (best >= beta) return best;
  }
  for (const move of order(position, listMoves(position, isQuiet))) {
    const after = playMove(position, move);
    if (after === undefined) continue;
    const score = -search(after, depth - 1, ply + 1, -beta, -Math.max(alpha, best));
    if (score > best) best = score;
    if (best >= beta) break;
  }
  if (best !== -Infinity) return best;
  return inCheck ? ply - MATE : 0;
}

/** Puts captures of much by little first: the sooner a good move is seen, the more of the others can be left out. */
function order({ board }: Position, moves: readonly Move[]): Move[] {
  const ranked = moves.map((move) => {
    const captured = board[move.to]!;
    const gain = captured === 0 ? 0 : 1000 + 10 * valueOf(captured) - valueOf(board[move.from]!);
    return { move, gain: gain + valueOf(move.promotion) };
  });
  return ranked.sort((one, other) => other.gain - one.gain).map(({ move }) => move);
}
