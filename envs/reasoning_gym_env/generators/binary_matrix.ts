import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { cellsOf, distancesFrom, toGrid } from "../questions/grids.ts";
import { scoreListing, toRows } from "../questions/verifiers.ts";

/** Finds the distance to the nearest zero for each cell. */
export const binaryMatrix = defineGenerator({
  defaults: { min_n: 3, max_n: 10, p_zero: 0.25 },
  rules: ["1 <= min_n <= max_n <= 100", "0 < p_zero <= 1"],
  difficulty: { n: "n", p_zero: "p_zero" },
  generate(config, random) {
    const n = random.int(config.min_n, config.max_n);
    const bits = Array.from({ length: n * n }, (_, index) => index === 0 || random.bool(config.p_zero) ? 0 : 1);
    const matrix = toGrid(random.shuffle(bits), n);
    const solution = distancesFrom(matrix, cellsOf(matrix, 0), () => true);
    return {
      question: "Given a square matrix, your job is to find the taxicab (Manhattan) distance of the nearest 0 for " +
        "each cell.\n\nThe output should be a matrix of the same size as the input matrix, where each cell contains " +
        "the distance to the nearest 0.\n\n" +
        `Find the distance to the nearest 0 for each cell in the matrix below:\n${showMatrix(matrix)}\n`,
      answer: showMatrix(solution),
      metadata: { matrix, solution, n },
    };
  },
  score: scoreListing(toRows),
});
