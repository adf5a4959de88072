import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { toGrid } from "../questions/grids.ts";
import { scoreExact } from "../questions/verifiers.ts";

/** Rotates a square matrix by quarter turns. */
export const rotateMatrix = defineGenerator({
  defaults: { min_n: 2, max_n: 10, min_rotations: 0, max_rotations: 10 },
  rules: ["2 <= min_n <= max_n <= 100", "0 <= min_rotations <= max_rotations <= 1000"],
  difficulty: { n: "n", num_rotations: "rotations" },
  generate(config, random) {
    const n = random.int(config.min_n, config.max_n);
    const matrix = toGrid(Array.from({ length: n * n }, () => random.int(0, 9)), n);
    const num_rotations = random.int(config.min_rotations, config.max_rotations);
    let solution = matrix;
    for (let turn = 0; turn < num_rotations % 4; turn++) solution = turnRight(solution);
    return {
      question: "Given a square matrix, your job is to rotate it clockwise.\n\n" +
        "Your output should be a matrix in the same format as the input.\n\n" +
        `Rotate the matrix below by ${num_rotations * 90} degrees clockwise:\n${showMatrix(matrix)}\n`,
      answer: showMatrix(solution),
      metadata: { matrix, num_rotations, solution, n },
    };
  },
  score: scoreExact,
});

function turnRight(matrix: number[][]): number[][] {
  return matrix.map((_, row) => matrix.map((line) => line[row]!).reverse());
}
