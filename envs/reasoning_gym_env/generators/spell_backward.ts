import { defineGenerator } from "../questions/generator.ts";
import { VOCABULARY } from "../questions/words.ts";

/** Spells a word backward; each letter in its place counts. */
export const spellBackward = defineGenerator({
  defaults: { min_word_len: 3, max_word_len: 10, data_file: "words3to10.txt" },
  rules: ["1 <= min_word_len <= max_word_len"],
  choices: { data_file: ["words3to10.txt"] },
  check: (config) => wordsFor(config).length > 0 ? undefined : "no word has that length",
  difficulty: { word_len: "word_len" },
  generate(config, random) {
    const word = random.choice(wordsFor(config));
    return {
      question: `Spell this word backward (example: sun -> nus): ${word}`,
      answer: [...word].reverse().join(""),
      metadata: { word, word_len: word.length },
    };
  },
  score(answer, entry) {
    const [given, expected] = [[...answer.toLowerCase()], [...entry.answer.toLowerCase()]];
    if (given.join("") === expected.join("")) return 1;
    let reward = 0;
    for (const [place, letter] of expected.entries()) {
      if (given[place] === letter) reward += 1 / expected.length;
    }
    return reward === 1 ? 0.8 : Math.min(reward, 1); // the right letters, and more after them
  },
});

function wordsFor({ min_word_len, max_word_len }: { min_word_len: number; max_word_len: number }): readonly string[] {
  return VOCABULARY.filter(({ length }) => min_word_len <= length && length <= max_word_len);
}
