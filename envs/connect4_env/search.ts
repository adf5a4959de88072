import type { Random } from "@openenv/core";
import { type Board, dropDisc, hasWon, legalColumns, type Player } from "./board.ts";

/** The score of four in a row; one that is n moves away scores n less. */
const WIN = 1000;
const CENTRE = 3;

/**
 * Chooses a column by alpha-beta search: wins as soon and loses as late as it can.
 *
 * @param board The board, which has room.
 * @param player The player to move.
 * @param options `depth` is how many moves to look ahead; `random` decides between columns that are equally good.
 */
export function chooseColumn(
  board: Board,
  player: Player,
  { depth, random }: { readonly depth: number; readonly random: Random },
): number {
  let best = { column: -1, score: -Infinity };
  for (const column of byCentre(random.shuffle(legalColumns(board)))) {
    const score = scoreMove(board, column, player, { depth, alpha: best.score, beta: Infinity });
    if (score > best.score) best = { column, score };
  }
  return best.column;
}

/** A bound of the search: only scores between alpha and beta are exact. */
interface Window {
  readonly depth: number;
  readonly alpha: number;
  readonly beta: number;
}

function scoreMove(board: Board, column: number, player: Player, { depth, alpha, beta }: Window): number {
  const after = dropDisc(board, column, player);
  if (hasWon(after, column)) return WIN + depth;
  const columns = legalColumns(after);
  if (columns.length === 0) return 0;
  if (depth <= 1) return player * evaluate(after);
  let best = -Infinity; // of the other player
  for (const reply of byCentre(columns)) {
    const window = { depth: depth - 1, alpha: Math.max(best, -beta), beta: -alpha };
    best = Math.max(best, scoreMove(after, reply, -player as Player, window));
    if (best >= -alpha) break;
  }
  return -best;
}

/** Discs in the middle are part of more rows of four. */
function evaluate(board: Board): number {
  let score = 0;
  for (const row of board) row.forEach((cell, column) => score += cell * (CENTRE - Math.abs(column - CENTRE)));
  return score;
}

function byCentre(columns: number[]): number[] {
  return columns.sort((one, other) => Math.abs(one - CENTRE) - Math.abs(other - CENTRE));
}
