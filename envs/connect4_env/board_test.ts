import assert from "node:assert/strict";
import { type Board, type Cell, dropDisc, EMPTY_BOARD, hasWon, legalColumns } from "./board.ts";

/** Reads a board: X and O are the players. */
function board(...rows: string[]): Board {
  const cells: Record<string, Cell> = { X: 1, O: -1, ".": 0 };
  const empty = Array.from({ length: 6 - rows.length }, () => ".......");
  return [...empty, ...rows].map((row) => [...row].map((letter) => cells[letter]!));
}

Deno.test("dropDisc() puts a disc on the topmost one, and leaves the board as it was", () => {
  const one = dropDisc(EMPTY_BOARD, 3, 1);
  const two = dropDisc(one, 3, -1);
  assert.deepEqual(two, board("...O...", "...X..."));
  assert.deepEqual(one, board("...X..."));
  assert.deepEqual(EMPTY_BOARD, board());
});

Deno.test("legalColumns() lists the columns with room", () => {
  assert.deepEqual(legalColumns(EMPTY_BOARD), [0, 1, 2, 3, 4, 5, 6]);
  const full = board("X......", "O......", "X......", "O......", "X......", "O......");
  assert.deepEqual(legalColumns(full), [1, 2, 3, 4, 5, 6]);
});

Deno.test("hasWon() finds four in a row in every direction, and no three", () => {
  assert.ok(hasWon(board(".XXXX.."), 2));
  assert.ok(hasWon(board("O......", "O......", "O......", "O......"), 0));
  assert.ok(hasWon(board("...X...", "..XO...", ".XOO...", "XOOX..."), 3));
  assert.ok(hasWon(board("X......", "OX.....", "OOX....", "XOOX..."), 0));
  assert.ok(!hasWon(board("XXX.XXX"), 1));
  assert.ok(!hasWon(EMPTY_BOARD, 0));
});
