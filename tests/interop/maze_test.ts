import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startServerChild } from "./child.ts";
import { runPython } from "./python.ts";

const MAIN = fileURLToPath(new URL("../../envs/maze_env/main.ts", import.meta.url));

Deno.test("a typed client in Python drives our maze", async () => {
  const args = ["run", "-A", MAIN, "--port", "0", "--quiet"];
  await using server = await startServerChild({ command: Deno.execPath(), args }, 120_000);
  const { lines } = await runPython("maze_client.py", [server.url]);
  const [first, second, third] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(first, { legal: [3], maze: [0, 0, 0, 0, 0, 1, 0, 0] });
  const { rewards, ...end } = second;
  assert.deepEqual(end, { status: "win", done: true, steps: 14 });
  assert.deepEqual(rewards.slice(0, 3), [-0.05, -0.05, -0.05]);
  assert.equal(rewards.at(-1), 10);
  assert.deepEqual(third, { start: [4, 4] });
});
