import assert from "node:assert/strict";
import { dropDisc, EMPTY_BOARD } from "./board.ts";
import { drawBoard } from "./drawing.ts";

Deno.test("drawBoard() draws the discs as text and as a picture", () => {
  const { text, svg } = drawBoard(dropDisc(dropDisc(EMPTY_BOARD, 3, 1), 3, -1), "X to move");
  assert.deepEqual(text!.split("\n").slice(4), [". . . O . . .", ". . . X . . .", "0 1 2 3 4 5 6", "", "X to move"]);
  assert.equal(svg!.match(/<circle /g)!.length, 42);
  assert.ok(svg!.includes('<circle cx="3.5" cy="5.5" r="0.4" fill="#e33"/>'));
});
