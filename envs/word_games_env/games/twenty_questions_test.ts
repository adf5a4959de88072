import type { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { PROPERTIES, THINGS } from "./things.ts";
import { answerQuestion, twentyQuestions } from "./twenty_questions.ts";

const startWith = (thing: string) => twentyQuestions.start({ choice: () => thing } as unknown as Random);

Deno.test("the things have known properties only", () => {
  for (const [thing, properties] of Object.entries(THINGS)) {
    for (const property of properties) assert.ok(Object.hasOwn(PROPERTIES, property), `${thing}: ${property}`);
  }
});

Deno.test("answerQuestion() answers by the words that it knows", () => {
  const cases: Record<string, string> = {
    "Is it an animal?": "Yes.",
    "Is it a four-legged pet?": "Yes.",
    "Is it a pet that can fly?": "No.",
    "Does it fly or swim, or has it got legs?": "Yes.",
    "Is it bigger than a house?": "No.",
    "Is it a dog?": "Yes.",
    "Is it a cat?": "No.",
    "Is it not an animal?": "I don't know.",
    "Isn't it an animal?": "I don't know.",
    "Is it funny?": "I don't know.",
  };
  for (const [question, answer] of Object.entries(cases)) {
    assert.equal(answerQuestion(question, "dog"), answer, question);
  }
});

Deno.test("twentyQuestions ends at the thing, and after twenty questions with nothing", () => {
  const play = startWith("oak");
  assert.equal(play.take("Is it a plant?").text, "Yes. You have 19 questions left.");
  assert.equal(play.take("[rose]").text, "No. You have 18 questions left.");
  assert.equal(play.take("").isInvalid, true);
  assert.equal(play.board, "Is it a plant? Yes.\n[rose] No.");
  for (let left = 17; left > 0; left--) assert.equal(play.take("Is it red?").reward, undefined);
  const { text, reward } = play.take("Is it red?");
  assert.deepEqual([text, reward], ["No. No questions are left. It was: oak.", 0]);
  assert.equal(startWith("oak").take("It must be an [Oak].").reward, 1);
});
