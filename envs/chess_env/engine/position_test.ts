import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { Game } from "../game.ts";
import { isInCheck, listMoves, parsePosition, playMove, type Position, toUci } from "./position.ts";

const START = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

function countLines(position: Position, length: number): number {
  if (length === 0) return 1;
  let lines = 0;
  for (const move of listMoves(position)) {
    const after = playMove(position, move);
    if (after !== undefined) lines += countLines(after, length - 1);
  }
  return lines;
}

Deno.test("listMoves() and playMove() count the known numbers of lines", () => {
  const known: readonly [fen: string, length: number, lines: number][] = [
    [START, 3, 8902],
    ["r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", 3, 97862], // castling
    ["8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", 4, 43238], // en passant, and pins
    ["r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", 3, 9467], // promotion
  ];
  for (const [fen, length, lines] of known) assert.equal(countLines(parsePosition(fen), length), lines, fen);
});

Deno.test("listMoves() and playMove() agree with the rules of the game, move by move", () => {
  const random = new Random(1);
  for (let index = 0; index < 4; index++) {
    const game = new Game();
    let position = parsePosition(START);
    for (let ply = 0; ply < 120 && game.result === null; ply++) {
      const moves = new Map(
        listMoves(position).flatMap((move) => {
          const after = playMove(position, move);
          return after === undefined ? [] : [[toUci(move), after] as const];
        }),
      );
      assert.deepEqual([...moves.keys()].sort(), [...game.legalMoves].sort(), game.fen);
      const move = random.choice(game.legalMoves);
      game.play(move);
      position = moves.get(move)!;
      assert.equal(isInCheck(position), game.isCheck);
      assert.deepEqual({ ...parsePosition(game.fen), enPassant: 0 }, { ...position, enPassant: 0 });
    }
  }
});

Deno.test("listMoves() lists captures and promotions alone", () => {
  const position = parsePosition("4k3/P7/8/3p4/4P3/8/8/4K3 w - - 0 1");
  assert.deepEqual(listMoves(position, true).map(toUci).sort(), ["a7a8b", "a7a8n", "a7a8q", "a7a8r", "e4d5"]);
});
