import assert from "node:assert/strict";
import { type Board, type Cell, COLUMNS, dropDisc, EMPTY_BOARD, hasWon, legalColumns } from "./board.ts";

const DISCS: Readonly<Record<string, Cell>> = { X: 1, O: -1, ".": 0 };

/** Reads a board of texts; the rows above are empty. */
function readBoard(...rows: string[]): Board {
  const read = rows.map((row) => [...row].map((letter) => DISCS[letter]!));
  return [...EMPTY_BOARD.slice(read.length), ...read];
}

Deno.test("dropDisc() puts a disc on top of its column, and leaves the board that it is given", () => {
  const one = dropDisc(EMPTY_BOARD, 3, 1);
  const two = dropDisc(one, 3, -1);
  assert.deepEqual(two, readBoard("...O...", "...X..."));
  assert.deepEqual(one, readBoard("...X..."));
});

Deno.test("legalColumns() lists the columns with room", () => {
  let board = EMPTY_BOARD;
  for (let row = 0; row < 6; row++) board = dropDisc(board, 2, row % 2 === 0 ? 1 : -1);
  assert.deepEqual(legalColumns(board), [0, 1, 3, 4, 5, 6]);
});

Deno.test("hasWon() finds rows of four in all directions, wherever the last disc is", () => {
  const boards: readonly (readonly [board: Board, columns: readonly number[]])[] = [
    [readBoard("XXXX..."), [0, 1, 2, 3]],
    [readBoard("...OOOO"), [3, 4, 5, 6]],
    [readBoard("X......", "X......", "X......", "X......"), [0]],
    [readBoard("...X...", "..XO...", ".XOO...", "XOOO..."), [0, 1, 2, 3]],
    [readBoard("O......", "XO.....", "XXO....", "XXXO..."), [0, 1, 2, 3]],
  ];
  for (const [board, columns] of boards) {
    for (let column = 0; column < COLUMNS; column++) assert.equal(hasWon(board, column), columns.includes(column));
  }
});

Deno.test("hasWon() does not take three in a row, other players or the edge for a win", () => {
  assert.equal(hasWon(EMPTY_BOARD, 0), false);
  for (const board of [readBoard("XXX.X.."), readBoard("XXXOX.."), readBoard("X......", "OX.....", "XO...XX")]) {
    for (let column = 0; column < COLUMNS; column++) assert.equal(hasWon(board, column), false);
  }
});

Deno.test("a board can be full without a winner", () => {
  const rows = ["XXOOXXO", "OOXXOOX", "XXOOXXO", "OOXXOOX", "XXOOXXO", "OOXXOOX"];
  const board = readBoard(...rows);
  assert.deepEqual(legalColumns(board), []);
  for (let column = 0; column < COLUMNS; column++) assert.equal(hasWon(board, column), false);
});
