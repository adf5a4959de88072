import type { Random } from "@openenv/core";

/** The rows of a maze; 1 is a wall. */
export type Grid = readonly (readonly number[])[];

/** A cell: its column and its row. */
export type Place = readonly [column: number, row: number];

/** How the four actions move: up, down, left, right. */
export const MOVES: readonly Place[] = [[0, -1], [0, 1], [-1, 0], [1, 0]];

/** The fixed maze. */
export const FIXED_GRID: Grid = [
  "00000100",
  "11010101",
  "00010001",
  "01111100",
  "00000010",
  "10111000",
  "00001010",
  "01100000",
].map((row) => [...row].map(Number));

/** Returns the cell that a move leads to; `undefined` if a wall or the border is in the way. */
export function move(grid: Grid, [column, row]: Place, action: number): Place | undefined {
  const [right, down] = MOVES[action]!;
  const next: Place = [column + right, row + down];
  return isFree(grid, next) ? next : undefined;
}

/** `true` for a cell of the maze that is no wall. */
export function isFree(grid: Grid, [column, row]: Place): boolean {
  return grid[row]?.[column] === 0;
}

/**
 * Makes a maze in which every free cell can be reached from the top left, by digging at random: the same for the same
 * generator.
 *
 * @param size The number of rows and of columns, at least 3: a smaller maze has one cell only.
 */
export function createGrid(size: number, random: Random): Grid {
  const grid = Array.from({ length: size }, () => Array<number>(size).fill(1));
  grid[0]![0] = 0;
  const way: Place[] = [[0, 0]];
  while (way.length > 0) {
    const [column, row] = way.at(-1)!;
    const choices = MOVES.filter(([right, down]) => grid[row + 2 * down]?.[column + 2 * right] === 1);
    if (choices.length === 0) {
      way.pop();
      continue;
    }
    const [right, down] = random.choice(choices);
    grid[row + down]![column + right] = 0;
    grid[row + 2 * down]![column + 2 * right] = 0;
    way.push([column + 2 * right, row + 2 * down]);
  }
  return grid;
}

/** Measures how many moves every reachable cell is away, row by row; -1 for the others. */
export function measureDistances(grid: Grid, from: Place): number[][] {
  const distances = grid.map((row) => row.map(() => -1));
  distances[from[1]]![from[0]] = 0;
  const queue = [from];
  for (const place of queue) {
    for (let action = 0; action < MOVES.length; action++) {
      const next = move(grid, place, action);
      if (next === undefined || distances[next[1]]![next[0]] !== -1) continue;
      distances[next[1]]![next[0]] = distances[place[1]]![place[0]]! + 1;
      queue.push(next);
    }
  }
  return distances;
}

/** Finds the reachable cell that is farthest away; of several, the last one in reading order. */
export function findFarthest(grid: Grid, from: Place): Place {
  let farthest = from;
  const distances = measureDistances(grid, from);
  for (const [row, line] of distances.entries()) {
    for (const [column, distance] of line.entries()) {
      if (distance >= distances[farthest[1]]![farthest[0]]!) farthest = [column, row];
    }
  }
  return farthest;
}
