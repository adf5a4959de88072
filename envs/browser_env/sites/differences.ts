/**
 * Counts the places in which two states differ: numbers, texts and other values that are not the same, or on one side
 * only. Objects in a list belong together if they have the same `id`; other items, if they have the same index.
 *
 * @param one A value that JSON can carry.
 * @param other Another one.
 * @param ignore Keys that don't count, wherever they are.
 * @returns The number of places; 0 if the states are the same.
 */
export function countDifferences(one: unknown, other: unknown, ignore: ReadonlySet<string> = new Set()): number {
  const [left, right] = [toEntries(one), toEntries(other)];
  if (left === undefined || right === undefined || Array.isArray(one) !== Array.isArray(other)) {
    return Object.is(one, other) ? 0 : Math.max(countValues(one), countValues(other));
  }
  let count = 0;
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    if (!ignore.has(key)) count += countDifferences(left.get(key), right.get(key), ignore);
  }
  return count;
}

function countValues(value: unknown): number {
  const entries = toEntries(value);
  if (entries === undefined) return 1;
  return Math.max(1, [...entries.values()].reduce<number>((sum, part) => sum + countValues(part), 0));
}

/** Returns the parts of a list or an object by their keys; `undefined` for anything else. */
function toEntries(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((item, index) => [`#${item?.id ?? index}`, item]));
}
