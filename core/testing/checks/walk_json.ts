import type { Path } from "../../schema/check_json.ts";

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
