import { Random } from "@openenv/core";
import assert from "node:assert/strict";
import { createGrid, findFarthest, FIXED_GRID, measureDistances, move } from "./grid.ts";

Deno.test("move() stops at walls and at the border", () => {
  assert.deepEqual(move(FIXED_GRID, [0, 0], 3), [1, 0]);
  assert.equal(move(FIXED_GRID, [0, 0], 0), undefined);
  assert.equal(move(FIXED_GRID, [0, 0], 1), undefined);
  assert.equal(move(FIXED_GRID, [7, 7], 3), undefined);
});

Deno.test("measureDistances() counts the moves of the shortest ways", () => {
  const distances = measureDistances([[0, 0, 1], [1, 0, 1], [0, 1, 0]], [0, 0]);
  assert.deepEqual(distances, [[0, 1, -1], [-1, 2, -1], [-1, -1, -1]]);
  assert.equal(measureDistances(FIXED_GRID, [0, 0])[7]![7], 14);
});

Deno.test("createGrid() makes a maze for each seed, all of whose free cells can be reached", () => {
  for (let size = 3; size <= 21; size++) {
    for (let seed = 0; seed < 20; seed++) {
      const grid = createGrid(size, new Random(seed));
      assert.deepEqual(grid, createGrid(size, new Random(seed)));
      const distances = measureDistances(grid, [0, 0]);
      for (const [row, line] of grid.entries()) {
        assert.equal(line.length, size);
        for (const [column, wall] of line.entries()) assert.equal(wall === 1, distances[row]![column] === -1);
      }
      assert.notDeepEqual(findFarthest(grid, [0, 0]), [0, 0]);
    }
  }
  assert.notDeepEqual(createGrid(9, new Random(1)), createGrid(9, new Random(2)));
});
