import assert from "node:assert/strict";
import { drawPosition } from "./drawing.ts";

Deno.test("drawPosition() draws the board as text and as a picture", () => {
  const { text, svg } = drawPosition("4k3/8/8/8/4P3/8/8/4K3 b - - 0 1", "e2e4", "black to move");
  assert.equal(text!.split("\n")[0], "8 . . . . k . . .");
  assert.equal(text!.split("\n")[4], "4 . . . . P . . .");
  assert.equal(text!.split("\n").at(-1), "black to move");
  assert.equal(svg!.match(/<rect /g)!.length, 64);
  assert.equal(svg!.match(/<text /g)!.length, 3 + 16, "the pieces, the files and the ranks");
  assert.ok(svg!.includes('<rect x="4" y="6" width="1" height="1" fill="#cdd26a"/>'));
});
