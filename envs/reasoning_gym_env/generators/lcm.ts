import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";
import { drawIntegers, gcdOf } from "../questions/integers.ts";

function lcmOf(one: bigint, other: bigint): bigint {
  return one / gcdOf(one, other) * other;
}

/** Finds the least common multiple. */
export const lcm = defineGenerator({
  defaults: { min_numbers: 2, max_numbers: 2, min_value: 1, max_value: 100 },
  rules: ["2 <= min_numbers <= max_numbers <= 10", "1 <= min_value < max_value <= 1000000"],
  difficulty: { numbers: "numbers", value: "value" },
  generate(config, random) {
    const numbers = drawIntegers(config, random, (drawn) => {
      return drawn.reduce(lcmOf) === drawn.reduce((product, number) => product * number);
    });
    const result = numbers.reduce(lcmOf);
    return {
      question: `Find the Least Common Multiple (LCM) of these numbers: ${numbers.join(", ")}`,
      answer: String(result),
      metadata: { numbers: numbers.map(Number), result: Number(result) },
    };
  },
  score: scoreExact,
});
