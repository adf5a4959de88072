import type { Path } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";

/** A value that is neither a list nor an object, and its place. */
export interface Leaf {
  /** The place, from the outside in. */
  readonly path: Path;
  /** The value. */
  readonly value: unknown;
}

/** Checks whether two JSON values are equal; the order of keys does not matter, and 0 equals -0. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => isSameJson(item, other[at]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameJson(one[key], other[key]));
}

/** Writes a value as JSON, numbers without a JSON form included; a long text is cut. */
export function showJson(value: unknown, maxLength: number = Infinity): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Lists every leaf of a JSON value, in order. */
export function* leavesOf(value: unknown, path: Path = []): Generator<Leaf, void, undefined> {
  if (typeof value !== "object" || value === null) {
    yield { path, value };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index]);
  } else {
    for (const [key, part] of Object.entries(value)) yield* leavesOf(part, [...path, key]);
  }
}

/**
 * Finds the first leaf that passes a test. The test also gets the names of the keys around the leaf, in a list that is
 * reused after the call.
 *
 * Unlike {@linkcode leavesOf} it makes a path for the leaf it finds only: an observation may have thousands of numbers,
 * and an episode a hundred observations.
 */
export function findLeaf(
  value: unknown,
  test: (value: unknown, names: readonly string[]) => boolean,
  names: string[] = [],
): Leaf | undefined {
  if (typeof value !== "object" || value === null) return test(value, names) ? { path: [], value } : undefined;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = findLeaf(value[index], test, names);
      if (found !== undefined) return inside(index, found);
    }
    return undefined;
  }
  for (const key in value) {
    names.push(key);
    const found = findLeaf((value as Record<string, unknown>)[key], test, names);
    names.pop();
    if (found !== undefined) return inside(key, found);
  }
}

/** Returns the names in a path, without the positions in lists. */
export function namesIn(path: Path): string[] {
  return path.filter((part) => typeof part === "string");
}

/** Returns the value at a place; `undefined` if there is no such place. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (found as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}

function inside(key: string | number, leaf: Leaf): Leaf {
  leaf.path.unshift(key);
  return leaf;
}
