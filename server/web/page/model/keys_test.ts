import assert from "node:assert/strict";
import { keysOf } from "./keys.ts";

Deno.test("keysOf() gives directions the arrow keys, whatever they are called", () => {
  const keys = (...values: unknown[]) => keysOf(values).map((key) => key?.key);
  assert.deepEqual(keys("UP", "DOWN", "LEFT", "RIGHT"), ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
  assert.deepEqual(keys("west", "wait", "north"), ["ArrowLeft", undefined, "ArrowUp"]);
  assert.deepEqual(keys("move_left", "move_right"), ["ArrowLeft", "ArrowRight"]);
});

Deno.test("keysOf() gives other values digits, as long as there are some", () => {
  const keys = keysOf([...Array(11).keys()]).map((key) => key?.key);
  assert.deepEqual([keys[0], keys[8], keys[9], keys[10]], ["1", "9", undefined, undefined]);
  assert.deepEqual(keysOf(["left", "stay"]).map((key) => key?.key), ["1", "2"], "one direction alone is none");
});
