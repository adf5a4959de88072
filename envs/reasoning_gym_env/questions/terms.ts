import type { Random } from "@openenv/core";

/** The numbers of a calculation. */
export interface TermsConfig {
  /** The least number of terms. */
  readonly min_terms: number;
  /** The greatest number of terms. */
  readonly max_terms: number;
  /** The least number of digits. */
  readonly min_digits: number;
  /** The greatest number of digits. */
  readonly max_digits: number;
  /** `true` allows negative terms. */
  readonly allow_negation: boolean;
}

/** Draws integers that all have at most the same number of digits. */
export function drawTerms(config: TermsConfig, random: Random): { terms: bigint[]; num_digits: number } {
  const count = random.int(config.min_terms, config.max_terms);
  const num_digits = random.int(config.min_digits, config.max_digits);
  const most = 10 ** num_digits - 1;
  const least = config.allow_negation ? -most : num_digits === 1 ? 0 : 10 ** (num_digits - 1);
  return { terms: Array.from({ length: count }, () => BigInt(random.int(least, most))), num_digits };
}
