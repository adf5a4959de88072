import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { WORDS } from "../questions/words.ts";

/** Reverses a list of words. */
export const wordSequenceReversal = defineGenerator({
  defaults: { min_words: 3, max_words: 8 },
  rules: [`1 <= min_words <= max_words <= ${WORDS.length}`],
  difficulty: { words: "words" },
  generate(config, random) {
    const num_words = random.int(config.min_words, config.max_words);
    const words = random.shuffle(WORDS).slice(0, num_words);
    return {
      question: "Solve the following problem.\n\n" +
        "Provide your answer as a comma-separated list of words with a space after the comma.\n\n" +
        `Reverse this list of words: ${words.join(", ")}\n`,
      answer: words.toReversed().join(", "),
      metadata: { num_words, words },
    };
  },
  score: scoreExact,
});
