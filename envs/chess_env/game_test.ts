import assert from "node:assert/strict";
import { Game } from "./game.ts";

function play(moves: string, fen?: string): Game {
  const game = new Game(fen);
  for (const move of moves.split(" ")) game.play(move);
  return game;
}

Deno.test("Game.play() makes moves, castling and promotion included", () => {
  const game = play("e2e4 e7e5 g1f3 b8c6 f1b5 g8f6 e1g1");
  assert.equal(game.fen, "r1bqkb1r/pppp1ppp/2n2n2/1B2p3/4P3/5N2/PPPP1PPP/RNBQ1RK1 b kq - 5 4");
  assert.deepEqual([game.turn, game.fullmoveNumber, game.halfmoveClock, game.moves.length], ["black", 4, 5, 7]);
  assert.equal(play("a7a8n", "7k/P7/8/8/8/8/8/K7 w - - 0 1").fen, "N6k/8/8/8/8/8/8/K7 b - - 0 1");
});

Deno.test("Game.legalMoves lists every promotion", () => {
  const { legalMoves } = new Game("7k/P7/8/8/8/8/8/K7 w - - 0 1");
  assert.deepEqual(legalMoves.filter((move) => move.startsWith("a7")).sort(), ["a7a8b", "a7a8n", "a7a8q", "a7a8r"]);
});

Deno.test("Game.refusalOf() tells a malformed move from an illegal one", () => {
  const game = new Game("7k/P7/8/8/8/8/8/K7 w - - 0 1");
  for (const move of ["", "Nf3", "a7a8Q", "a7a8k", "0000", "a7a9"]) assert.match(game.refusalOf(move)!, /^Malformed/);
  assert.equal(game.refusalOf("a7a8"), "Illegal move: a7a8");
  assert.equal(game.refusalOf("a7a8q"), undefined);
});

Deno.test("Game.result knows mates and every kind of draw", () => {
  assert.equal(play("e2e4 e7e5").result, null);
  assert.equal(play("f2f3 e7e5 g2g4 d8h4").result, "0-1");
  assert.equal(play("a1a8", "6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1").result, "1-0");
  const stalemate = play("g5g6", "7k/8/5K2/6Q1/8/8/8/8 w - - 0 1");
  const material = play("a1b2", "7k/8/8/8/8/8/1p6/K7 w - - 0 1");
  const fifty = play("a1a2", "7k/8/8/8/8/8/8/R6K w - - 99 80");
  const threefold = play("g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 f6g8");
  for (const game of [stalemate, material, fifty, threefold]) assert.equal(game.result, "1/2-1/2", game.fen);
});

Deno.test("new Game() refuses what is no position", () => {
  assert.throws(() => new Game("8/8/8/8/8/8/8/8 w - - 0 1"), /missing white king/);
  for (const fen of ["4k3/8/8/8/8/8/8/K3R3 w - - 0 1", "8/8/3kK3/8/8/8/P7/8 b - - 0 1"]) {
    assert.throws(() => new Game(fen), /the side that is not to move is in check/);
  }
});

Deno.test("new Game() drops castling rights that need another king or rook", () => {
  const rightsOf = (fen: string) => new Game(fen).fen.split(" ")[2];
  assert.equal(rightsOf("4k3/p7/8/8/8/8/P7/4K3 w KQkq - 0 1"), "-");
  assert.equal(rightsOf("r3k2r/8/8/8/8/8/8/R3K1NR b KQkq - 0 1"), "KQkq");
  assert.equal(rightsOf("r3k2r/8/8/8/8/8/8/R4K1R b KQkq - 0 1"), "kq");
  assert.equal(rightsOf("r3k1nR/8/8/8/8/8/8/r2NK2R b KQkq - 0 1"), "Kq");
});
