import { defineGenerator } from "../questions/generator.ts";
import { itemsOf } from "../questions/python_values.ts";
import { scoreListing } from "../questions/verifiers.ts";

const INSERTIONS: Readonly<Record<string, string>> = { ABCD: "A", BCDE: "B", CDEA: "C", DEAB: "D", EABC: "E" };

/** Inserts letters after patterns. */
export const stringInsertion = defineGenerator({
  defaults: { min_string_length: 5, max_string_length: 20 },
  rules: ["5 <= min_string_length <= max_string_length <= 10000"],
  difficulty: { string_length: "string_length" },
  generate(config, random) {
    const string_length = random.int(config.min_string_length, config.max_string_length);
    const string = Array.from({ length: string_length }, () => random.choice([..."ABCDE"])).join("");
    const solution = string.replace(/ABCD|BCDE|CDEA|DEAB|EABC/g, (pattern) => pattern + INSERTIONS[pattern]);
    const rules = Object.entries(INSERTIONS).map(([pattern, letter], index) => {
      return `${index + 1}. If there is a substring ${pattern} in the string, insert the character ${letter} after it.`;
    });
    return {
      question: "Given a string consisting of characters A, B, C, D, and E, your job is to insert a character " +
        `according to the following pattern:\n${rules.join("\n")}\n\n` +
        "Once you have inserted a character, skip over the substring and the inserted character, and continue the " +
        "search from the next character.\n\nYour output should be the modified string.\n\nGiven the following " +
        `string, provide the answer after inserting the characters according to the pattern: ${string}\n`,
      answer: solution,
      metadata: { string, solution, string_length },
    };
  },
  score: scoreListing((list) => {
    const items = itemsOf(list);
    return items?.every((item) => typeof item === "string") ? items.join("") : undefined;
  }),
});
