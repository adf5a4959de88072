import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { evaluate } from "./evaluate.ts";
import { parsePosition, toUci } from "./position.ts";
import { chooseMove, MATE } from "./search.ts";

const choose = (fen: string, depth: number) => chooseMove(parsePosition(fen), depth, new Random(1));

Deno.test("chooseMove() mates, as soon as it can", () => {
  const { move, score } = choose("6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1", 3);
  assert.deepEqual([toUci(move), score], ["a1a8", MATE - 1]);
  assert.equal(choose("7k/8/8/8/8/8/1R6/R6K w - - 0 1", 3).score, MATE - 3);
});

Deno.test("chooseMove() takes what is free, and leaves what is defended", () => {
  const free = "4k3/8/8/3q4/4P3/8/8/4K3 w - - 0 1";
  const defended = "4k3/8/2p5/3p4/8/8/8/3QK3 w - - 0 1";
  assert.equal(toUci(choose(free, 1).move), "e4d5");
  assert.notEqual(toUci(choose(defended, 1).move), "d1d5");
});

Deno.test("chooseMove() avoids a stalemate that would cost the win", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { move } = chooseMove(parsePosition("7k/8/5K2/6Q1/8/8/8/8 w - - 0 1"), 2, new Random(seed));
    assert.notEqual(toUci(move), "g5g6");
  }
});

Deno.test("chooseMove() varies with the seed alone", () => {
  const start = parsePosition("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1");
  const moves = Array.from({ length: 12 }, (_, seed) => toUci(chooseMove(start, 1, new Random(seed)).move));
  assert.deepEqual(moves, Array.from({ length: 12 }, (_, seed) => toUci(chooseMove(start, 1, new Random(seed)).move)));
  assert.ok(new Set(moves).size > 1);
});

Deno.test("evaluate() is the same for both sides", () => {
  const fen = "r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQ1RK1 b kq - 0 1";
  const rows = fen.split(" ")[0]!.split("/").toReversed().join("/");
  const swapped = rows.replace(
    /[a-z]/gi,
    (letter) => letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  assert.equal(evaluate(parsePosition(fen)), -evaluate(parsePosition(`${swapped} w KQ - 0 1`)));
  assert.ok(evaluate(parsePosition("4k3/8/8/8/8/8/8/Q3K3 w - - 0 1")) > 800);
});
