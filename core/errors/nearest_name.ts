/**
 * Finds the known name that is nearest to an unknown one, for a "did you mean" in an error message.
 *
 * @param name The unknown name.
 * @param known The known names.
 * @returns The nearest name by edit distance, regardless of case; `undefined` if none is near.
 *
 * @example
 * ```ts
 * import { nearestName } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(nearestName("grid_wrld", ["echo", "grid_world"]), "grid_world");
 * assert.equal(nearestName("chess", ["echo", "grid_world"]), undefined);
 * ```
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let distance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const found = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (found >= distance) continue;
    nearest = candidate;
    distance = found;
  }
  return nearest;
}

/** Counts the letters to insert, delete or replace (Wagner and Fischer, one row at a time). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** Lists names in quotes for a message, and how many more there are than `most`. */
export function listNames(names: Iterable<string>, most: number = 20): string {
  const all = [...names];
  const shown = all.slice(0, most).map((name) => `"${name}"`).join(", ");
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
}

/** Names what is known instead of an unknown name: a list, and the nearest. `undefined` if nothing is known. */
export function describeKnown(name: string, known: Iterable<string>, most?: number): string | undefined {
  const names = [...known];
  if (names.length === 0) return undefined;
  const nearest = nearestName(name, names);
  return `${listNames(names, most)}${nearest === undefined ? "" : `; the nearest is "${nearest}"`}`;
}
