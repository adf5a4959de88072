import type { Path } from "@openenv/core/errors";

/** A value that is no container, and its place. */
export interface Leaf {
  /** The place, from the outside in. */
  readonly path: Path;
  /** The value. */
  readonly value: unknown;
}

/** Every leaf of a JSON value, in order. */
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
 * The first leaf that passes a test, which gets the names on the way to it as well; they are its own only during the call.
 * Unlike `leavesOf` this makes a path for what is found only: an observation may have thousands of numbers, and an episode
 * a hundred observations.
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
      if (found !== undefined) return at(index, found);
    }
    return undefined;
  }
  for (const key in value) {
    names.push(key);
    const found = findLeaf((value as Record<string, unknown>)[key], test, names);
    names.pop();
    if (found !== undefined) return at(key, found);
  }
}

/** The names in a path, without the places in lists. */
export function namesIn(path: Path): string[] {
  return path.filter((part) => typeof part === "string");
}

/** The value at a place; `undefined` if there is no such place. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (found as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}

function at(key: string | number, leaf: Leaf): Leaf {
  leaf.path.unshift(key);
  return leaf;
}
