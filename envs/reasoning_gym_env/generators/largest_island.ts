import type { Random } from "@openenv/core";
import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { cellsOf, DIRECTIONS, distancesFrom, toGrid } from "../questions/grids.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Measures the largest island of a map. */
export const largestIsland = defineGenerator({
  defaults: {
    min_rows: 5,
    max_rows: 10,
    min_cols: 5,
    max_cols: 10,
    min_num_islands: 0,
    max_num_islands: 5,
    min_island_size: 0,
    max_island_size: 10,
  },
  rules: [
    "1 <= min_rows <= max_rows <= 100",
    "1 <= min_cols <= max_cols <= 100",
    "0 <= min_num_islands <= max_num_islands <= 1000",
    "0 <= min_island_size <= max_island_size <= 10000",
  ],
  difficulty: { rows: "rows", cols: "cols", num_islands: "num_islands", island_size: "island_size" },
  generate(config, random) {
    const rows = random.int(config.min_rows, config.max_rows);
    const cols = random.int(config.min_cols, config.max_cols);
    const grid = toGrid(new Array<number>(rows * cols).fill(0), cols);
    for (let island = random.int(config.min_num_islands, config.max_num_islands); island > 0; island--) {
      const size = Math.min(random.int(config.min_island_size, config.max_island_size), rows * cols);
      raiseIsland(grid, size, random);
    }
    const solution = Math.max(0, ...measureIslands(grid));
    return {
      question: `You are given the following ${rows} x ${cols} binary matrix grid:\n${showMatrix(grid)}\n\n` +
        "An island is a group of 1's (representing land) connected 4-directionally (horizontal or vertical).\n" +
        "You may assume all four edges of the grid are surrounded by water.\n\n" +
        "The area of an island is the number of cells with a value 1 in the island.\n\n" +
        "Return the maximum area of an island in grid. If there is no island, return 0.\n",
      answer: String(solution),
      metadata: { grid, solution },
    };
  },
  score: scoreExact,
});

/** Walks at random over water, and leaves land behind. */
function raiseIsland(grid: number[][], size: number, random: Random): void {
  let [row, column] = [random.int(0, grid.length - 1), random.int(0, grid[0]!.length - 1)];
  for (let step = 0; step < size; step++) {
    grid[row]![column] = 1;
    const way = random.shuffle(Object.values(DIRECTIONS)).find(([down, right]) =>
      grid[row + down]?.[column + right] === 0
    );
    if (way === undefined) return;
    [row, column] = [row + way[0], column + way[1]];
  }
}

/** Sinks one island after another, and measures each. */
function measureIslands(grid: readonly (readonly number[])[]): number[] {
  const rest = grid.map((row) => [...row]);
  return cellsOf(grid, 1).map((cell) => {
    if (rest[cell[0]]![cell[1]] === 0) return 0;
    const distances = distancesFrom(rest, [cell], (item) => item === 1);
    const island = cellsOf(distances.map((row) => row.map(Number.isFinite)), true);
    for (const [row, column] of island) rest[row]![column] = 0;
    return island.length;
  });
}
