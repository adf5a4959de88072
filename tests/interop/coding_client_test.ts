import assert from "node:assert/strict";
import { startOurServer } from "./our_server.ts";
import { runPython } from "./python.ts";

const STEPS: readonly (readonly [stdout: string, reward: number])[] = [
  ["Hello!\n", 0.1],
  ["", 0.1],
  ["5\n", 0.1],
  ["", 0.1],
  ["", -0.9],
];

function linesOf(client: string): object[] {
  const steps = STEPS.map(([stdout, reward]) => ({ client, stdout, reward, done: false }));
  return [...steps, { client, last_exit_code: 0, step_count: STEPS.length }];
}

Deno.test("the generic client and a typed client in Python drive our coding environment", async () => {
  await using server = await startOurServer({ environment: "coding" });
  const { lines } = await runPython("coding_client.py", [server.url]);
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    ...linesOf("generic"),
    { client: "generic", prompt: 'Define a function "solve".', reward: 0 },
    ...linesOf("typed"),
  ]);
});
