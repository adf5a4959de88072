import type { Random } from "@openenv/core";
import { defineGenerator } from "../questions/generator.ts";
import { VOCABULARY } from "../questions/words.ts";

const TRANSFORMATIONS: Readonly<Record<string, (word: string, random: Random) => string>> = {
  lowercase: (word) => word.toLowerCase(),
  uppercase: (word) => word.toUpperCase(),
  original: (word) => word,
  randomcase: (word, random) => word.replace(/./g, (c) => random.bool() ? c.toUpperCase() : c.toLowerCase()),
};

/** Sorts words by their code points; each word in its place counts. */
export const wordSorting = defineGenerator({
  defaults: { min_words: 3, max_words: 10, min_word_length: 3, max_word_length: 12, transformation: "original" },
  rules: ["1 <= min_words <= max_words", "1 <= min_word_length <= max_word_length"],
  choices: { transformation: Object.keys(TRANSFORMATIONS) },
  check: (config) => wordsFor(config).length >= config.max_words ? undefined : "there are fewer words of that length",
  difficulty: { num_words: "words", word_length: "word_length" },
  generate(config, random) {
    const count = random.int(config.min_words, config.max_words);
    const original_words = random.shuffle(wordsFor(config)).slice(0, count);
    const transformed_words = original_words.map((word) => TRANSFORMATIONS[config.transformation]!(word, random));
    const direction = random.choice(["ascending", "descending"]);
    const sorted_words = transformed_words.toSorted();
    if (direction === "descending") sorted_words.reverse();
    return {
      question: "Your task is to sort words in ascending or descending order using ASCII/Unicode ordering.\n\n" +
        "Your output should be a comma-separated list of words, e.g. word_1, word_2, word_3\n\n" +
        `Now, sort these words in ${direction} order (using ASCII/Unicode ordering) and return them as a ` +
        `comma-separated list: ${transformed_words.join(", ")}\n`,
      answer: sorted_words.join(", "),
      metadata: {
        original_words,
        sorted_words,
        transformed_words,
        direction,
        num_words: count,
        word_length: Math.max(...original_words.map(({ length }) => length)),
      },
    };
  },
  score(answer, { metadata }) {
    if (answer === "") return 0;
    const expected = metadata.sorted_words as string[];
    const given = answer.split(/,\s*/).map((word) => word.trim());
    if (given.join() === expected.join()) return 1;
    const inPlace = expected.filter((word, place) => word === given[place]).length / expected.length;
    return given.toSorted().join() === expected.toSorted().join() ? Math.max(inPlace, 0.2) : inPlace;
  },
});

function wordsFor(config: { min_word_length: number; max_word_length: number }): readonly string[] {
  return VOCABULARY.filter(({ length }) => config.min_word_length <= length && length <= config.max_word_length);
}
