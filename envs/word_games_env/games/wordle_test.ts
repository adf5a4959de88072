import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { mark, wordle } from "./wordle.ts";

Deno.test("mark() marks a letter no more often than the secret has it", () => {
  assert.equal(mark("apple", "apple"), "GGGGG");
  assert.equal(mark("crane", "moist"), "XXXXX");
  assert.equal(mark("llama", "hello"), "YYXXX"); // two of its letters are in the secret
  assert.equal(mark("level", "hello"), "YGXXY");
  assert.equal(mark("sassy", "glass"), "YYXGX");
  assert.equal(mark("allot", "total"), "YYXYY");
});

Deno.test("wordle draws its secret from the seed", () => {
  const secretOf = (seed: number) => wordle.start(new Random(seed)).secret;
  assert.equal(secretOf(5), secretOf(5));
  assert.ok(new Set(Array.from({ length: 20 }, (_, seed) => secretOf(seed))).size > 10);
});

Deno.test("wordle refuses what is no new word of five letters, which costs no guess", () => {
  const play = wordle.start(new Random(1));
  const first = play.secret === "crane" ? "slate" : "crane";
  assert.match(play.take(`[${first}]`).text, /5 guesses left/);
  const cases: Record<string, RegExp> = {
    crane: /in square brackets/,
    "[]": /in square brackets/,
    "[cran]": /exactly 5 letters/,
    "[cr4ne]": /exactly 5 letters/,
    "[zzzzz]": /'zzzzz' is not an English word/,
    [`[${first.toUpperCase()}]`]: /already guessed/,
  };
  for (const [message, expected] of Object.entries(cases)) {
    const turn = play.take(message);
    assert.match(turn.text, expected);
    assert.deepEqual([turn.isInvalid, turn.reward], [true, undefined]);
  }
  assert.equal(play.board.split("\n").filter((row) => row.startsWith("_")).length, 5);
});
