import { isInCheck, listMoves, type Move, playMove, type Position } from "./position.ts";

/**
 * Finds a move that forces checkmate.
 *
 * @param position The position.
 * @param moves The number of moves of the side to move, the mating one included.
 * @returns The first such move; `undefined` if there is none.
 */
export function findMate(position: Position, moves: number): Move | undefined {
  if (moves < 1) return undefined;
  return listMoves(position).find((move) => {
    const after = playMove(position, move);
    return after !== undefined && isMated(after, moves - 1);
  });
}

/** Returns `true` if the side to move is checkmated after at most so many more moves of the other side. */
function isMated(position: Position, moves: number): boolean {
  if (moves === 0 && !isInCheck(position)) return false;
  const replies = listMoves(position).flatMap((move) => playMove(position, move) ?? []);
  if (replies.length === 0) return isInCheck(position);
  return moves > 0 && replies.every((reply) => findMate(reply, moves) !== undefined);
}
