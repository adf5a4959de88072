import { defineGenerator } from "../questions/generator.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Counts the primes of a range. */
export const countPrimes = defineGenerator({
  defaults: { min_n: 1, max_n: 10_000 },
  rules: ["1 <= min_n <= max_n <= 200000"],
  difficulty: { n: "n" },
  generate(config, random) {
    const start = random.int(config.min_n, config.max_n);
    const end = random.int(start, config.max_n);
    const primes = primesUpTo(end).filter((prime) => prime >= start);
    return {
      question: `Count how many prime numbers there are between ${start} and ${end} (inclusive) ?`,
      answer: String(primes.length),
      metadata: { start, end, primes, solution: primes.length, n: [start, end] },
    };
  },
  score: scoreExact,
});

/** The sieve of Eratosthenes. */
function primesUpTo(end: number): number[] {
  const isComposite = new Uint8Array(end + 1);
  const primes: number[] = [];
  for (let number = 2; number <= end; number++) {
    if (isComposite[number]) continue;
    primes.push(number);
    for (let multiple = number * number; multiple <= end; multiple += number) isComposite[multiple] = 1;
  }
  return primes;
}
