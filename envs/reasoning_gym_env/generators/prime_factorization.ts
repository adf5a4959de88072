import { defineGenerator } from "../questions/generator.ts";
import { parseInteger } from "../questions/python_values.ts";

/** Splits an integer into its prime factors. Another product of the same value scores 0.5. */
export const primeFactorization = defineGenerator({
  defaults: { min_value: 2, max_value: 1000 },
  rules: ["2 <= min_value <= max_value <= 1000000000000"],
  difficulty: { value: "value" },
  generate(config, random) {
    const number = random.int(config.min_value, config.max_value);
    const factors = factorize(number);
    return {
      question: `Find the prime factorization of ${number}. Write the factors separated by × ` +
        "(Example: for 12 the answer would be: 2 × 2 × 3)",
      answer: factors.join(" × "),
      metadata: { number, factors },
    };
  },
  score(answer, entry) {
    const [given, expected] = [parseFactors(answer), parseFactors(entry.answer)!];
    if (given === undefined) return 0.01;
    if (given.join() === expected.join()) return 1;
    return productOf(given) === productOf(expected) ? 0.5 : 0.01;
  },
});

function factorize(number: number): number[] {
  const factors: number[] = [];
  let rest = number;
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    for (; rest % divisor === 0; rest /= divisor) factors.push(divisor);
  }
  return rest > 1 ? [...factors, rest] : factors;
}

function parseFactors(text: string): bigint[] | undefined {
  const factors = text.split("×").filter((part) => part.trim() !== "").map(parseInteger);
  if (!factors.every((factor) => factor !== undefined)) return undefined;
  return factors.sort((one, other) => one < other ? -1 : one > other ? 1 : 0);
}

function productOf(factors: readonly bigint[]): bigint {
  return factors.reduce((product, factor) => product * factor, 1n);
}
