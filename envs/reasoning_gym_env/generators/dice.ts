import { defineGenerator } from "../questions/generator.ts";
import { gcdOf } from "../questions/integers.ts";

/** Finds the probability of a total of several dice, as a fraction. */
export const dice = defineGenerator({
  defaults: { num_dice: 4, max_dice_size: 20 },
  rules: ["1 <= num_dice <= 20", "2 <= max_dice_size <= 100"],
  difficulty: { num_dice: "num_dice", max_dice_size: "max_dice_size" },
  generate(config, random) {
    const others = Array.from(
      { length: config.num_dice - 1 },
      () => random.int(2, Math.max(2, config.max_dice_size - 1)),
    );
    const sizes = [config.max_dice_size, ...others].sort((one, other) => other - one);
    const range = sizes.reduce((sum, size) => sum + size - 1, 0);
    const least = config.num_dice + Math.floor(range / 3);
    const target = random.int(least, Math.max(least, config.num_dice + Math.floor(2 * range / 3)));
    const ways = waysToTotal(sizes).reduce((sum, count, total) => total >= target ? sum + count : sum, 0n);
    const outcomes = sizes.reduce((product, size) => product * BigInt(size), 1n);
    const common = gcdOf(ways, outcomes);
    const [num, den] = [ways / common, outcomes / common];
    const dice_str = sizes.map((size) => `1d${size}`).join(", ");
    const probability = Number(ways) / Number(outcomes);
    return {
      question: `I have these dice: ${dice_str}. What are the odds of rolling ${target} or higher? ` +
        "(Assume that all dice are rolled at once, and that '1d6' represents one roll of a 6-sided dice.) " +
        "Please respond with a reduced fraction representing the probability [ex., 1/60].",
      answer: `${num}/${den}`,
      metadata: { puzzle: { dice_str, target, num: Number(num), den: Number(den), probability } },
    };
  },
  score: (answer, entry) => normalize(answer) === normalize(entry.answer) ? 1 : 0,
});

/** Counts the ways to each total. */
function waysToTotal(sizes: readonly number[]): bigint[] {
  let ways = [1n];
  for (const size of sizes) {
    const next = new Array<bigint>(ways.length + size).fill(0n);
    for (const [total, count] of ways.entries()) {
      for (let face = 1; face <= size; face++) next[total + face]! += count;
    }
    ways = next;
  }
  return ways;
}

function normalize(text: string): string {
  return text.toLowerCase().replaceAll("\n", "");
}
