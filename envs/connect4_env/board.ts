/** A player, and a disc of that player; the first one is 1. */
export type Player = 1 | -1;

/** A cell: a disc, or 0. */
export type Cell = Player | 0;

/** A board: rows of cells, the top row first. It never changes; `dropDisc` returns a new one. */
export type Board = readonly (readonly Cell[])[];

export const ROWS = 6;
export const COLUMNS = 7;

/** How many discs in a row win. */
const GOAL = 4;
const DIRECTIONS = [[0, 1], [1, 0], [1, 1], [1, -1]] as const;

/** The board before the first move. */
export const EMPTY_BOARD: Board = Array.from({ length: ROWS }, () => Array<Cell>(COLUMNS).fill(0));

/** Lists the columns that have room. */
export function legalColumns(board: Board): number[] {
  return board[0]!.flatMap((cell, column) => cell === 0 ? [column] : []);
}

/** Drops a disc into a column, which must have room. */
export function dropDisc(board: Board, column: number, player: Player): Board {
  const row = board.findLastIndex((cells) => cells[column] === 0);
  return board.map((cells, index) => index === row ? cells.with(column, player) : cells);
}

/** Returns `true` if the topmost disc of a column is one of four in a row. */
export function hasWon(board: Board, column: number): boolean {
  const row = board.findIndex((cells) => cells[column] !== 0);
  const player = board[row]?.[column];
  if (player === undefined) return false;
  const count = (dy: number, dx: number) => {
    let length = 0;
    while (board[row + (length + 1) * dy]?.[column + (length + 1) * dx] === player) length++;
    return length;
  };
  return DIRECTIONS.some(([dy, dx]) => 1 + count(dy, dx) + count(-dy, -dx) >= GOAL);
}
