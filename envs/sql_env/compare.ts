import type { Cell } from "./models.ts";

/** A difference up to this part of a number is rounding. */
const DIGITS = 9;

/** Compares two lists of rows as bags: the number of rows in both, divided by the number of rows in either. */
export function measureOverlap(one: readonly Cell[][], other: readonly Cell[][]): number {
  const counts = countRows(one);
  let common = 0;
  for (const row of other) {
    const key = toKey(row);
    const left = counts.get(key) ?? 0;
    if (left === 0) continue;
    counts.set(key, left - 1);
    common++;
  }
  const total = one.length + other.length - common;
  return total === 0 ? 1 : common / total;
}

/** Tells whether two lists have equal rows in the same order. */
export function isSameList(one: readonly Cell[][], other: readonly Cell[][]): boolean {
  return one.length === other.length && one.every((row, index) => toKey(row) === toKey(other[index]!));
}

/** Lists what has changed in the tables: `-` before a row that is gone, `+` before a new one. */
export function listChanges(before: Map<string, Cell[][]>, after: Map<string, Cell[][]>): Cell[][] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table)!;
    return [
      ...subtract(rows, now).map((row) => ["-", table, ...row]),
      ...subtract(now, rows).map((row) => ["+", table, ...row]),
    ];
  });
}

function subtract(from: readonly Cell[][], what: readonly Cell[][]): Cell[][] {
  const counts = countRows(what);
  return from.filter((row) => {
    const left = counts.get(toKey(row)) ?? 0;
    counts.set(toKey(row), left - 1);
    return left <= 0;
  });
}

function countRows(rows: readonly Cell[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(toKey(row), (counts.get(toKey(row)) ?? 0) + 1);
  return counts;
}

/** Writes a row so that equal rows have equal texts; 3 and 3.0 are equal, 3 and "3" are not. */
function toKey(row: readonly Cell[]): string {
  return JSON.stringify(row.map((cell) => typeof cell === "number" ? Number(cell.toPrecision(DIGITS)) : cell));
}
