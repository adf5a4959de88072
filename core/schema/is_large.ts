/** The largest size of a value that is not large: the number of its parts, with long texts counted as several. */
const MAX_SIZE = 2000;
/** A text counts once more for so many UTF-16 units: one shift is cheaper than a division. */
const TEXT_SHIFT = 5;

/** `true` for a value of more than 2,000 parts, or of more than 64 Ki characters of text. Counts no further than that. */
export function isLarge(value: unknown): boolean {
  return countDown(value, MAX_SIZE) < 0;
}

/** Subtracts the size of a value; the result is negative as soon as nothing is left. */
function countDown(value: unknown, left: number): number {
  if (typeof value === "string") return left - 1 - (value.length >> TEXT_SHIFT);
  if (typeof value !== "object" || value === null) return left - 1;
  let rest = left - 1;
  if (Array.isArray(value)) {
    if (value.length > rest) return -1;
    for (let index = 0; index < value.length && rest >= 0; index++) rest = countDown(value[index], rest);
    return rest;
  }
  for (const key in value) {
    rest = countDown((value as Record<string, unknown>)[key], rest - (key.length >> TEXT_SHIFT));
    if (rest < 0) return rest;
  }
  return rest;
}
