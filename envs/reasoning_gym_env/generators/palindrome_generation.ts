import { defineGenerator } from "../questions/generator.ts";
import { LETTERS } from "../questions/words.ts";

/** Forms a palindrome of given letters; any palindrome of them counts. */
export const palindromeGeneration = defineGenerator({
  defaults: { min_length: 3, max_length: 10 },
  rules: ["1 <= min_length <= max_length <= 10000"],
  difficulty: { length: "length" },
  generate(config, random) {
    const length = random.int(config.min_length, config.max_length);
    const half = Array.from({ length: Math.floor(length / 2) }, () => random.choice(LETTERS));
    const palindrome = [...half, ...(length % 2 === 1 ? [random.choice(LETTERS)] : []), ...half.toReversed()];
    const letters = random.shuffle(palindrome);
    return {
      question: "Your task is, given a list of letters, to form a valid palindrome.\n\n" +
        "A palindrome is a phrase that reads the same forwards and backwards.\n\n" +
        "If there are multiple possible answers, only respond with one of them. " +
        "You must use all the letters provided.\n\n" +
        "Your output should be a single string, with no spaces or punctuation.\n\n" +
        `Now, form a valid palindrome using the following letters: ${letters.join(", ")}\n`,
      answer: palindrome.join(""),
      metadata: { letters, generated_palindrome: palindrome.join(""), length },
    };
  },
  score(answer, { metadata }) {
    if (answer === "") return 0;
    const letters = [...answer.trim().toLowerCase()];
    if (letters.join("") !== letters.toReversed().join("")) return 0.02;
    return letters.toSorted().join() === (metadata.letters as string[]).toSorted().join() ? 1 : 0.05;
  },
});
