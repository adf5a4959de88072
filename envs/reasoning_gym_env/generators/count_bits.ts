import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Counts the ones of a binary number. */
export const countBits = defineGenerator({
  defaults: { min_n: 1, max_n: 2 ** 31 - 1 },
  rules: ["1 <= min_n <= max_n <= 9007199254740991"],
  difficulty: { n: "n" },
  generate(config, random) {
    const number = random.int(config.min_n, config.max_n);
    const binary = number.toString(2);
    const solution = binary.replaceAll("0", "").length;
    return {
      question: `How many 1 bits are there in the binary representation of the number ${number}?`,
      answer: String(solution),
      metadata: { number, solution, binary, n: number },
    };
  },
  score: scoreExact,
});
