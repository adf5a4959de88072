import type { Random } from "@openenv/core";

/** Finds the greatest common divisor of two integers. */
export function gcdOf(one: bigint, other: bigint): bigint {
  return other === 0n ? one : gcdOf(other, one % other);
}

/** The numbers of a question about divisors. */
export interface IntegersConfig {
  /** The least number of integers. */
  readonly min_numbers: number;
  /** The greatest number of integers. */
  readonly max_numbers: number;
  /** The least integer. */
  readonly min_value: number;
  /** The greatest integer. */
  readonly max_value: number;
}

/** Draws integers, up to three times while they make a dull question. */
export function drawIntegers(
  config: IntegersConfig,
  random: Random,
  isDull: (numbers: readonly bigint[]) => boolean,
): bigint[] {
  for (let draw = 1;; draw++) {
    const count = random.int(config.min_numbers, config.max_numbers);
    const numbers = Array.from({ length: count }, () => BigInt(random.int(config.min_value, config.max_value)));
    if (draw === 3 || !isDull(numbers)) return numbers;
  }
}
