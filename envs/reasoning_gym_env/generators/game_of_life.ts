import { defineGenerator } from "../questions/generator.ts";
import { toGrid } from "../questions/grids.ts";

/** Simulates the Game of Life; each right cell counts. */
export const gameOfLife = defineGenerator({
  defaults: { grid_size_x: 10, grid_size_y: 10, filled_cells_weights: 0.1, filled_cells: 10, simulation_steps: 1 },
  rules: [
    "3 <= grid_size_x <= 100",
    "3 <= grid_size_y <= 100",
    "0 <= filled_cells_weights <= 1",
    "0 <= filled_cells <= 10000",
    "0 <= simulation_steps <= 100",
  ],
  check: ({ filled_cells, grid_size_x, grid_size_y }) => {
    return filled_cells <= grid_size_x * grid_size_y ? undefined : "filled_cells must fit in the grid";
  },
  difficulty: {
    grid_size_x: "grid_size_x",
    grid_size_y: "grid_size_y",
    filled_cells_weights: "filled_cells_weights",
    simulation_steps: "simulation_steps",
  },
  generate(config, random) {
    const { grid_size_x, grid_size_y, filled_cells, simulation_steps } = config;
    let board = toGrid(new Array<number>(grid_size_x * grid_size_y).fill(0), grid_size_y);
    for (let cell = 0; cell < filled_cells; cell++) {
      board[random.int(0, grid_size_x - 1)]![random.int(0, grid_size_y - 1)] = 1;
    }
    const shown = `[${board.map((row) => JSON.stringify(row)).join(",\n ")}]`;
    for (let step = 0; step < simulation_steps; step++) board = evolve(board);
    return {
      question: `What will this Game of Life board look like after ${simulation_steps} steps of simulation? ` +
        "Assume a Moore neighborhood and wrapping topology. Reply as array of arrays representing rows in the grid " +
        "from top to bottom in JSON format. (An empty 3x3 grid would look like this: [[0,0,0],[0,0,0],[0,0,0]])\n\n" +
        `${shown}.`,
      answer: JSON.stringify(board),
      metadata: { grid_size_x, grid_size_y, filled_cells, simulation_steps },
    };
  },
  score(answer, entry) {
    const expected = JSON.parse(entry.answer) as number[][];
    let given: unknown;
    try {
      given = JSON.parse(answer);
    } catch {
      return 0; // no board: that is a wrong answer
    }
    const valueAt = (row: number, column: number) =>
      Array.isArray(given) && Array.isArray(given[row]) && given[row][column];
    const cells = expected.flatMap((row, r) => row.map((value, c) => valueAt(r, c) === value));
    return cells.filter((isRight) => isRight).length / cells.length;
  },
});

function evolve(board: readonly (readonly number[])[]): number[][] {
  const [rows, columns] = [board.length, board[0]!.length];
  return board.map((line, row) =>
    line.map((cell, column) => {
      let around = -cell;
      for (const r of [row + rows - 1, row, row + 1]) {
        for (const c of [column + columns - 1, column, column + 1]) around += board[r % rows]![c % columns]!;
      }
      return around === 3 || (around === 2 && cell === 1) ? 1 : 0;
    })
  );
}
