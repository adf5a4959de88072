import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { WORDS } from "../questions/words.ts";

/** Counts a letter in a text. */
export const letterCounting = defineGenerator({
  defaults: { min_words: 5, max_words: 15 },
  rules: [`1 <= min_words <= max_words <= ${WORDS.length}`],
  difficulty: { words: "words" },
  generate(config, random) {
    const span_length = random.int(config.min_words, config.max_words);
    const start = random.int(0, WORDS.length - span_length);
    const span = WORDS.slice(start, start + span_length);
    const letters = span.join("").toLowerCase();
    const target_letter = random.choice([...new Set(letters)].sort());
    const count = letters.split(target_letter).length - 1;
    return {
      question: `How many times does the letter "${target_letter}" appear in the text: "${span.join(" ")}"?`,
      answer: String(count),
      metadata: { span_length, target_letter, span },
    };
  },
  score: scoreExact,
});
