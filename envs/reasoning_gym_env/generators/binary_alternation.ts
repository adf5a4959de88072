import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Counts the swaps that make a binary string alternate. */
export const binaryAlternation = defineGenerator({
  defaults: { min_n: 10, max_n: 30, p_solvable: 0.8 },
  rules: ["1 <= min_n <= max_n <= 10000", "0 <= p_solvable <= 1"],
  difficulty: { n: "n" },
  generate(config, random) {
    const n = random.int(config.min_n, config.max_n);
    const solvable = random.bool(config.p_solvable);
    const [common, rare] = random.shuffle(["0", "1"]) as [string, string];
    const extra = solvable ? n % 2 : 2;
    const half = Math.floor(n / 2);
    const string = random.shuffle([...common.repeat(half + extra), ...rare.repeat(half)]).join("");
    const solution = countSwaps(string);
    return {
      question:
        "Given a binary string, return the minimum number of character swaps to make it alternating, or -1 if it is " +
        "impossible.\n\nA string is alternating if no two adjacent characters are equal: " +
        '"010" and "1010" are alternating, and "0100" is not.\n\n' +
        "Any two characters may be swapped, even if they are not adjacent.\n\n" +
        `Now, determine the minimum number of swaps to make the following binary string alternating: ${string}\n`,
      answer: String(solution),
      metadata: { string, solution, solvable, n },
    };
  },
  score: scoreExact,
});

function countSwaps(string: string): number {
  const ones = string.replaceAll("0", "").length;
  const surplus = ones - (string.length - ones);
  if (Math.abs(surplus) > 1) return -1;
  const isWrong = [...string].filter((bit, index) => Number(bit) === index % 2).length; // for a string that begins with 1
  const swaps = isWrong / 2;
  if (surplus !== 0) return surplus > 0 ? swaps : (string.length - isWrong) / 2;
  return Math.min(swaps, string.length / 2 - swaps);
}
