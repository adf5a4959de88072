import assert from "node:assert/strict";
import { runSteps, STEPS } from "./ok.ts";
import { readConfig, ROOT } from "./workspace.ts";

Deno.test("runSteps() stops at the first step that fails and names it", async () => {
  const ran: string[] = [];
  const lines: string[] = [];
  const run = (step: string) => Promise.resolve(ran.push(step) < 2);
  assert.equal(await runSteps(["a", "b", "c"], run, (line) => lines.push(line)), "b");
  assert.deepEqual(ran, ["a", "b"]);
  assert.match(lines.join("\n"), /^ok: deno task a \(\d+\.\d s\)\nFAILED: deno task b \(\d+\.\d s\)$/);
});

Deno.test("runSteps() returns undefined when all pass", async () => {
  assert.equal(await runSteps(["a"], () => Promise.resolve(true), () => {}), undefined);
});

Deno.test("STEPS are tasks of deno.json", async () => {
  const { tasks = {} } = await readConfig(ROOT);
  for (const step of STEPS) assert.ok(step in tasks, step);
});
