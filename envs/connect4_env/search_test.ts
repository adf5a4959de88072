import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { type Board, dropDisc, EMPTY_BOARD, hasWon, legalColumns, type Player } from "./board.ts";
import { chooseColumn } from "./search.ts";

/** Drops discs by turns, the first player's first. */
function play(...columns: number[]): Board {
  return columns.reduce<Board>(
    (board, column, index) => dropDisc(board, column, index % 2 === 0 ? 1 : -1),
    EMPTY_BOARD,
  );
}

const choose = (board: Board, player: Player, depth: number) =>
  chooseColumn(board, player, { depth, random: new Random(1) });

Deno.test("chooseColumn() wins, and blocks", () => {
  assert.equal(choose(play(0, 6, 0, 6, 0, 5), 1, 1), 0);
  assert.equal(choose(play(0, 6, 0, 6, 0), -1, 2), 0);
  assert.equal(choose(play(0, 6, 0, 6, 0, 6), 1, 4), 0); // rather than block
});

Deno.test("chooseColumn() makes two threats at once, which no reply stops", () => {
  const board = play(2, 2, 3, 3); // the first player has the two in the middle of the bottom row
  const column = choose(board, 1, 3);
  const after = dropDisc(board, column, 1);
  for (const reply of legalColumns(after)) {
    const next = dropDisc(after, reply, -1);
    assert.ok(legalColumns(next).some((last) => hasWon(dropDisc(next, last, 1), last)), `${column}, then ${reply}`);
  }
});

Deno.test("chooseColumn() at depth 5 never loses to one at depth 1", () => {
  for (let seed = 0; seed < 4; seed++) {
    const random = new Random(seed);
    let board = EMPTY_BOARD;
    for (let player: Player = 1;; player = -player as Player) {
      const column = chooseColumn(board, player, { depth: player === 1 ? 5 : 1, random });
      board = dropDisc(board, column, player);
      if (hasWon(board, column)) {
        assert.equal(player, 1);
        break;
      }
      if (legalColumns(board).length === 0) break;
    }
  }
});
