import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startServerChild } from "./child.ts";
import { runPython } from "./python.ts";

async function drive(name: string): Promise<object[]> {
  const main = fileURLToPath(new URL(`../../envs/${name}_env/main.ts`, import.meta.url));
  const args = ["run", "-A", main, "--port", "0", "--quiet"];
  await using server = await startServerChild({ command: Deno.execPath(), args }, 120_000);
  const { lines } = await runPython("board_clients.py", [name, server.url]);
  return lines.map((line) => JSON.parse(line));
}

Deno.test("a typed client in Python drives our chess", async () => {
  assert.deepEqual(await drive("chess"), [
    { refused: -0.1, done: false },
    { reward: -1, done: true, result: "0-1" },
    { discounted: 4, history: ["f2f3", "e7e5", "g2g4", "d8h4"] },
    { reward: 1, done: true, result: "1-0" },
    { player: "black", steps: 1 },
  ]);
});

Deno.test("a typed client in Python drives our connect4", async () => {
  assert.deepEqual(await drive("connect4"), [
    { legal: [0, 1, 2, 3, 4, 5, 6], next_player: 1 },
    { reward: 1, done: true, next_player: -1 },
    { reward: -1, done: true },
  ]);
});

Deno.test("a typed client in Python drives our snake", async () => {
  assert.deepEqual(await drive("snake"), [
    { head: 1, walls: 76, channels: 8 },
    { reward: -1, alive: false, counted: true },
  ]);
});
