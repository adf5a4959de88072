import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { guessTheNumber } from "./guess_the_number.ts";

const startWith = (number: number) => guessTheNumber.start({ int: () => number } as unknown as Random);

Deno.test("guessTheNumber draws numbers from 1 to 20", () => {
  const numbers = new Set(Array.from({ length: 500 }, (_, seed) => guessTheNumber.start(new Random(seed)).secret));
  assert.deepEqual([...numbers].map(Number).sort((a, b) => a - b), Array.from({ length: 20 }, (_, at) => at + 1));
});

Deno.test("guessTheNumber says higher or lower, and ends at the number", () => {
  const play = startWith(7);
  assert.equal(play.take("[5]").text, "You guessed 5. The target number is higher. You have 9 guesses left.");
  assert.equal(play.take("[9]").text, "You guessed 9. The target number is lower. You have 8 guesses left.");
  assert.equal(play.board, "5: higher\n9: lower");
  assert.equal(play.take("I think [ 7 ].").reward, 1);
});

Deno.test("guessTheNumber pays for nearness when no guesses are left", () => {
  const play = startWith(20);
  for (let guess = 2; guess <= 10; guess++) assert.equal(play.take(`[${guess}]`).reward, undefined);
  const { text, reward } = play.take("[1]");
  assert.equal(reward, 0);
  assert.match(text, /No guesses are left\. The number was 20\./);
});

Deno.test("guessTheNumber refuses other texts, other numbers, and repetitions", () => {
  const play = startWith(7);
  play.take("[5]");
  const cases = {
    "7": /in square brackets/,
    "[seven]": /a number/,
    "[7.0]": /a number/,
    "[21]": /between/,
    "[5]": /already/,
  };
  for (const [message, expected] of Object.entries(cases)) {
    const turn = play.take(message);
    assert.match(turn.text, expected);
    assert.equal(turn.isInvalid, true);
  }
});
