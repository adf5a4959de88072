import assert from "node:assert/strict";
import { StepLog } from "./step_log.ts";

const never = new AbortController().signal;

function step(tool_name: string) {
  return { tool_name, reward: 1, terminated: false, truncated: false, done: false, error_type: null };
}

Deno.test("read() returns the steps since a number, and says how many are forgotten", () => {
  const log = new StepLog();
  assert.deepEqual(log.read(0), { steps: [], next: 0, dropped: 0 });
  for (let index = 0; index < 1500; index++) log.add(step(`tool ${index}`));
  const page = log.read(400);
  assert.deepEqual([page.steps.length, page.next, page.dropped], [1024, 1500, 76]);
  assert.deepEqual([page.steps[0]!.index, page.steps[0]!.tool_name], [476, "tool 476"]);
  assert.deepEqual(log.read(1499).steps.map(({ index }) => index), [1499]);
  assert.deepEqual(log.read(2000), { steps: [], next: 1500, dropped: 0 });
});

Deno.test("add() shortens a name of any length, which a caller may make up", () => {
  const log = new StepLog();
  log.add(step("x".repeat(1_000_000)));
  assert.equal(log.read(0).steps[0]!.tool_name, `${"x".repeat(127)}…`);
});

Deno.test("wait() returns at once if there are steps, and otherwise at the next one", async () => {
  const log = new StepLog();
  const waiting = log.wait(0, 60_000, never);
  log.add(step("a"));
  assert.equal((await waiting).next, 1);
  assert.equal((await log.wait(0, 60_000, never)).next, 1);
});

Deno.test("wait() ends with its time, when its signal is aborted, and when the log is woken", async () => {
  const log = new StepLog();
  assert.equal((await log.wait(0, 5, never)).next, 0);
  const controller = new AbortController();
  const aborted = log.wait(0, 60_000, controller.signal);
  controller.abort();
  assert.equal((await aborted).next, 0);
  assert.equal((await log.wait(0, 60_000, controller.signal)).next, 0);
  const woken = log.wait(0, 60_000, never);
  log.wake();
  assert.equal((await woken).next, 0);
});

Deno.test("wait() does not let requests pile up", async () => {
  const log = new StepLog();
  const waiting = Array.from({ length: 64 }, () => log.wait(0, 60_000, never));
  assert.equal((await log.wait(0, 60_000, never)).next, 0);
  log.wake();
  await Promise.all(waiting);
});
