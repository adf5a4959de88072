import { defineGenerator } from "../questions/generator.ts";
import { scoreDecimal } from "../questions/verifiers.ts";
import { drawTerms } from "../questions/terms.ts";

/** Adds and subtracts a chain of integers. */
export const chainSum = defineGenerator({
  defaults: { min_terms: 2, max_terms: 6, min_digits: 1, max_digits: 4, allow_negation: false },
  rules: ["1 <= min_terms <= max_terms <= 100", "1 <= min_digits <= max_digits <= 15"],
  difficulty: { num_terms: "terms", num_digits: "digits" },
  generate(config, random) {
    const { terms, num_digits } = drawTerms(config, random);
    let expression = String(terms[0]);
    let result = terms[0]!;
    for (const term of terms.slice(1)) {
      const isSum = random.bool();
      expression += ` ${isSum ? "+" : "-"} ${term}`;
      result += isSum ? term : -term;
    }
    return {
      question: `State the final answer to the following arithmetic problem: ${expression} =`,
      answer: String(result),
      metadata: { num_terms: terms.length, num_digits, expression },
    };
  },
  score: scoreDecimal,
});
