import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { parsePosition } from "./engine/position.ts";
import { chooseMove, MATE } from "./engine/search.ts";
import { Game } from "./game.ts";
import { puzzles } from "./puzzles.ts";

Deno.test("every puzzle is a position that can be played, with the mate that it asks for and no shorter one", async () => {
  const fens = new Set<string>();
  for (const [split, count] of [["train", 160], ["test", 40]] as const) {
    assert.equal(await puzzles.numTasks!(split), count);
    for (let index = 0; index < count; index++) {
      const { public: { fen, moves, instruction } } = await puzzles.getTask(split, index);
      const { turn, result } = new Game(fen);
      assert.deepEqual([moves, result], [1 + index % 2, null]);
      assert.equal(instruction.toLowerCase(), `${turn} to move and mate in ${moves}.`);
      const halfMoves = 2 * moves - 1;
      assert.equal(chooseMove(parsePosition(fen), halfMoves, new Random(index)).score, MATE - halfMoves, fen);
      fens.add(fen);
    }
  }
  assert.equal(fens.size, 200);
});
