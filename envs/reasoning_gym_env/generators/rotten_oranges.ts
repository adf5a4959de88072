import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { cellsOf, distancesFrom, toGrid } from "../questions/grids.ts";
import { scoreExact } from "../questions/verifiers.ts";

const [FRESH, ROTTEN] = [1, 2];

/** Counts the minutes until all oranges are rotten. */
export const rottenOranges = defineGenerator({
  defaults: { min_n: 10, max_n: 30, p_oranges: 0.85, p_rotten: 0.1 },
  rules: ["2 <= min_n <= max_n <= 100", "0 < p_oranges <= 1", "0 < p_rotten <= 1"],
  difficulty: { n: "n" },
  generate(config, random) {
    const n = random.int(config.min_n, config.max_n);
    const drawCell = () => random.bool(config.p_oranges) ? random.bool(config.p_rotten) ? ROTTEN : FRESH : 0;
    const matrix = toGrid(Array.from({ length: n * n }, drawCell), n);
    const minutes = distancesFrom(matrix, cellsOf(matrix, ROTTEN), (cell) => cell === FRESH);
    const last = Math.max(0, ...cellsOf(matrix, FRESH).map(([row, column]) => minutes[row]![column]!));
    const solution = last === Infinity ? -1 : last;
    return {
      question: "You are given an n x n grid where each cell can have one of three values:\n" +
        "- 0 representing an empty cell\n- 1 representing a fresh orange\n- 2 representing a rotten orange\n\n" +
        "Every minute, any fresh orange that is 4-directionally adjacent to a rotten orange becomes rotten.\n\n" +
        "Your task is to determine the minimum number of minutes that must elapse until no cell has a fresh orange.\n" +
        "If this is impossible, return -1.\n\nNow, determine the minimum number of minutes that must elapse until " +
        `no cell in the grid below has a fresh orange:\n${showMatrix(matrix)}\n`,
      answer: String(solution),
      metadata: { matrix, solution, n },
    };
  },
  score: scoreExact,
});
