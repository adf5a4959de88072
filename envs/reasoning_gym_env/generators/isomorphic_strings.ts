import { showBoolean } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { LETTERS } from "../questions/words.ts";

/** Decides whether two strings have the same pattern. */
export const isomorphicStrings = defineGenerator({
  defaults: { min_string_length: 2, max_string_length: 10, p_solvable: 0.5 },
  rules: ["2 <= min_string_length <= max_string_length <= 10000", "0 <= p_solvable <= 1"],
  difficulty: { string_length: "string_length" },
  generate(config, random) {
    const string_length = random.int(config.min_string_length, config.max_string_length);
    const solvable = random.bool(config.p_solvable);
    const image = random.shuffle(LETTERS);
    const [s, t] = [[] as string[], [] as string[]];
    for (let place = 1; place < string_length; place++) {
      const letter = random.int(0, LETTERS.length - 1);
      s.push(LETTERS[letter]!);
      t.push(image[letter]!);
    }
    if (!solvable) {
      const [letter, place] = [random.choice(s), random.int(0, s.length)];
      const conflict = random.choice(LETTERS.filter((other) => other !== image[LETTERS.indexOf(letter)]));
      s.splice(place, 0, letter);
      t.splice(place, 0, conflict);
    }
    const solution = hasSamePattern(s, t);
    return {
      question: "Two strings are isomorphic if the characters in one string can be replaced to get the second " +
        "string.\n\nAll occurrences of a character must be replaced with the same character, and the order stays.\n\n" +
        "No two characters may map to the same character, but a character may map to itself.\n\n" +
        `Return True if the following two strings are isomorphic, or False otherwise:\n${s.join("")} ${t.join("")}\n`,
      answer: showBoolean(solution),
      metadata: { words: [s.join(""), t.join("")], solution, solvable, string_length },
    };
  },
  score: scoreExact,
});

function hasSamePattern(s: readonly string[], t: readonly string[]): boolean {
  return s.every((letter, place) => s.indexOf(letter) === t.indexOf(t[place]!));
}
