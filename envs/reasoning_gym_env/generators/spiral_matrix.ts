import { showMatrix } from "../questions/formats.ts";
import { defineGenerator } from "../questions/generator.ts";
import { toGrid } from "../questions/grids.ts";
import { itemsOf, textOf } from "../questions/python_values.ts";
import { scoreListing } from "../questions/verifiers.ts";

const scoreList = scoreListing((list) => itemsOf(list)?.map(textOf).join(" "));

/** Reads a matrix in a spiral. */
export const spiralMatrix = defineGenerator({
  defaults: { min_n: 2, max_n: 10 },
  rules: ["2 <= min_n <= max_n <= 100"],
  difficulty: { n: "n" },
  generate(config, random) {
    const n = random.int(config.min_n, config.max_n);
    const matrix = toGrid(Array.from({ length: n * n }, () => random.int(0, 9)), n);
    const solution = unwind(matrix);
    return {
      question: "Given a matrix, your job is to generate a list of elements in spiral order, starting from the " +
        "top-left element.\n\nThe spiral order is clockwise: right along the top row, down the right column, left " +
        "along the bottom row, up the left column, and then the same for the inner elements until every one is " +
        "visited.\n\nYour output should be a space-separated list of integers, e.g. 1 2 3 4 5 6\n\n" +
        `For the matrix below, what is the list of elements in spiral order?\n${showMatrix(matrix)}\n`,
      answer: solution.join(" "),
      metadata: { matrix, solution, n },
    };
  },
  score: (answer, entry) => scoreList(answer.trim(), { ...entry, answer: entry.answer.trim() }),
});

/** Takes off the top row and turns the rest to the left, until nothing is left. */
function unwind(matrix: readonly (readonly number[])[]): number[] {
  const [top, ...rest] = matrix;
  if (top === undefined) return [];
  const turned = top.map((_, column) => rest.map((row) => row[top.length - 1 - column]!));
  return rest.length === 0 ? [...top] : [...top, ...unwind(turned)];
}
