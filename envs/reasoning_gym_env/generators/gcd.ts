import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { drawIntegers, gcdOf } from "../questions/integers.ts";

/** Finds the greatest common divisor. */
export const gcd = defineGenerator({
  defaults: { min_numbers: 2, max_numbers: 2, min_value: 1, max_value: 1000 },
  rules: ["2 <= min_numbers <= max_numbers <= 100", "1 <= min_value < max_value <= 1000000000000"],
  difficulty: { num_terms: "numbers", value: "value" },
  generate(config, random) {
    const numbers = drawIntegers(config, random, (drawn) => drawn.reduce(gcdOf) === 1n);
    const result = Number(numbers.reduce(gcdOf));
    const list = numbers.join(", ");
    return {
      question: `Find the Greatest Common Divisor (GCD) of these numbers: ${list}. ` +
        "Give only the GCD as your final answer.",
      answer: String(result),
      metadata: { numbers: numbers.map(Number), result, num_terms: numbers.length },
    };
  },
  score: scoreExact,
});
