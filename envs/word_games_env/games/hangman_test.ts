import type { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { hangman, HANGMAN_WORDS } from "./hangman.ts";

const startWith = (word: string) => hangman.start({ choice: () => word } as unknown as Random);

Deno.test("hangman's words have six letters or more", () => {
  assert.ok(HANGMAN_WORDS.length > 1000);
  assert.ok(HANGMAN_WORDS.every((word) => /^[a-z]{6,}$/.test(word)));
});

Deno.test("hangman shows every place of a letter, and ends at the last one", () => {
  const play = startWith("banana");
  assert.match(play.prompt, /The word: _ _ _ _ _ _\n/);
  assert.match(play.take("[A]").text, /'a' is in the word\.\nThe word: _ A _ A _ A\nYou have 6 lives left\./);
  assert.equal(play.progress, 0.5);
  assert.match(play.take("[x]").text, /'x' is wrong\.\nThe word: _ A _ A _ A\nYou have 5 lives left\./);
  assert.equal(play.take("[n]").reward, undefined);
  assert.equal(play.take("[b]").reward, 1);
});

Deno.test("hangman takes the whole word", () => {
  assert.equal(startWith("banana").take("[banana]").reward, 1);
  const play = startWith("banana");
  assert.match(play.take("[orange]").text, /You have 5 lives left/);
  assert.match(play.board, /Wrong: orange\nLives: 5/);
});

Deno.test("hangman pays for the letters that were found when no lives are left", () => {
  const play = startWith("banana");
  for (const letter of "avwxyz") assert.equal(play.take(`[${letter}]`).reward, undefined);
  const { text, reward } = play.take("[q]");
  assert.equal(reward, 0.5);
  assert.match(text, /No lives are left\. The word was banana\./);
});

Deno.test("hangman refuses other texts, words of another length, and repetitions", () => {
  const play = startWith("banana");
  play.take("[a]");
  for (const message of ["a", "", "[1]", "[ban]", "[a]"]) assert.equal(play.take(message).isInvalid, true, message);
});
