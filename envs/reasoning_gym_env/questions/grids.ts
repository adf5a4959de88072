/** A cell of a grid. */
export type Cell = readonly [row: number, column: number];

/** The four directions, by name. */
export const DIRECTIONS = { right: [0, 1], down: [1, 0], left: [0, -1], up: [-1, 0] } as const;

/** Cuts a list into rows. */
export function toGrid<T>(items: readonly T[], columns: number): T[][] {
  const rows = Math.ceil(items.length / columns);
  return Array.from({ length: rows }, (_, row) => items.slice(row * columns, (row + 1) * columns));
}

/** Lists the cells of a grid that have a value. */
export function cellsOf<T>(grid: readonly (readonly T[])[], value: T): Cell[] {
  return grid.flatMap((row, r) => row.flatMap((item, c) => item === value ? [[r, c] as const] : []));
}

/**
 * Measures how many moves each cell is away from the nearest start.
 *
 * @param grid The grid.
 * @param starts The cells to start from.
 * @param isOpen Decides whether a cell can be entered.
 * @returns A grid of the distances; `Infinity` for what cannot be reached.
 */
export function distancesFrom<T>(
  grid: readonly (readonly T[])[],
  starts: readonly Cell[],
  isOpen: (item: T) => boolean,
): number[][] {
  const distances = grid.map((row) => row.map(() => Infinity));
  for (const [row, column] of starts) distances[row]![column] = 0;
  const queue = [...starts];
  for (const [row, column] of queue) {
    for (const [down, right] of Object.values(DIRECTIONS)) {
      const [r, c] = [row + down, column + right];
      if (distances[r]?.[c] !== Infinity || !isOpen(grid[r]![c]!)) continue;
      distances[r]![c] = distances[row]![column]! + 1;
      queue.push([r, c]);
    }
  }
  return distances;
}
