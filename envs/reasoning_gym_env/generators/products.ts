import { defineGenerator } from "../questions/generator.ts";
import { scoreDecimal } from "../questions/verifiers.ts";
import { drawTerms } from "../questions/terms.ts";

/** Multiplies integers. */
export const products = defineGenerator({
  defaults: { min_terms: 2, max_terms: 2, min_digits: 1, max_digits: 5, allow_negation: false },
  rules: ["1 <= min_terms <= max_terms <= 100", "1 <= min_digits <= max_digits <= 15"],
  difficulty: { num_terms: "terms", num_digits: "digits" },
  generate(config, random) {
    const { terms, num_digits } = drawTerms(config, random);
    const expression = terms.join(" * ");
    return {
      question: `Solve the following multiplication: ${expression}. Give only the result as your final answer.`,
      answer: String(terms.reduce((product, term) => product * term)),
      metadata: { expression, num_terms: terms.length, num_digits },
    };
  },
  score: scoreDecimal,
});
