/** Returns the sum of amounts. Money is in cents inside the shop, so that sums are exact. */
export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Returns the price as callers see it. The quotient is the number nearest to the decimal, so `1995` is `19.95`. */
export function toPrice(cents: number): number {
  return cents / 100;
}

/** Formats a price for texts, always with two decimals. */
export function formatPrice(cents: number): string {
  return toPrice(cents).toFixed(2);
}
