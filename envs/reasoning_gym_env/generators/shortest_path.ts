import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { cellsOf, DIRECTIONS, distancesFrom, toGrid } from "../questions/grids.ts";

type Direction = keyof typeof DIRECTIONS;
type Grid = readonly (readonly string[])[];

/** Finds a shortest path through a grid; a longer one scores 0.5. */
export const shortestPath = defineGenerator({
  defaults: { min_rows: 5, max_rows: 8, min_cols: 5, max_cols: 8, p_blocked: 0.4 },
  rules: ["1 <= min_rows <= max_rows <= 100", "1 <= min_cols <= max_cols <= 100", "0 <= p_blocked <= 1"],
  check: ({ min_rows, min_cols }) => min_rows * min_cols > 1 ? undefined : "one cell has no room for start and end",
  difficulty: { rows: "rows", cols: "cols" },
  generate(config, random) {
    const rows = random.int(config.min_rows, config.max_rows);
    const cols = random.int(config.min_cols, config.max_cols);
    const cells = Array.from({ length: rows * cols - 2 }, () => random.bool(config.p_blocked) ? "X" : "O");
    const matrix = toGrid(random.shuffle([...cells, "*", "#"]), cols);
    const solution = findPath(matrix);
    return {
      question: "Your task is to find the shortest path from the start to the destination point in a grid.\n\n" +
        "The grid is represented as a matrix with the following types of cells:\n- *: your starting point\n" +
        "- #: your destination point\n- O: an open cell\n- X: a blocked cell\n\n" +
        "Therefore, you need to find the shortest path from * to #, moving only through open cells.\n\n" +
        "You may only move in four directions: up, down, left, and right.\n\n" +
        'If there is no path from * to #, simply write "infeasible" (without quotes).\n\n' +
        "Your output should be a sequence of directions that leads from * to #, e.g. right right down down up left\n\n" +
        `Now, find the shortest path from * to # in the following grid:\n${showMatrix(matrix)}\n`,
      answer: solution.join(" ") || "infeasible",
      metadata: { matrix, solution },
    };
  },
  score(answer, entry) {
    const [given, expected] = [answer.trim(), entry.answer.trim()];
    if (given === expected) return 1;
    const path = given.split(/\s+/);
    if (!leadsToEnd(entry.metadata.matrix as Grid, path)) return 0;
    return path.length === expected.split(/\s+/).length ? 1 : 0.5;
  },
});

/** Follows falling distances to the end; empty if no path leads there. */
function findPath(grid: Grid): Direction[] {
  const distances = distancesFrom(grid, cellsOf(grid, "#"), (cell) => cell !== "X");
  let [row, column] = cellsOf(grid, "*")[0]!;
  const path: Direction[] = [];
  if (distances[row]![column] === Infinity) return path;
  while (distances[row]![column]! > 0) {
    const nearer = distances[row]![column]! - 1;
    const [direction, [down, right]] = Object.entries(DIRECTIONS).find(([, [down, right]]) => {
      return distances[row + down]?.[column + right] === nearer;
    })!;
    path.push(direction as Direction);
    [row, column] = [row + down, column + right];
  }
  return path;
}

function leadsToEnd(grid: Grid, path: readonly string[]): boolean {
  let [row, column] = cellsOf(grid, "*")[0]!;
  for (const direction of path) {
    if (!Object.hasOwn(DIRECTIONS, direction)) return false;
    const [down, right] = DIRECTIONS[direction as Direction];
    [row, column] = [row + down, column + right];
    if ((grid[row]?.[column] ?? "X") === "X") return false;
  }
  return grid[row]![column] === "#";
}
