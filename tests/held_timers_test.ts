import assert from "node:assert/strict";
import { holdIntervals, holdTimeouts } from "./held_timers.ts";

Deno.test("holdTimeouts() keeps timeouts of one length until they are let go, each once", async () => {
  const due: unknown[] = [];
  {
    using timers = holdTimeouts(3);
    setTimeout((...args: unknown[]) => due.push(...args), 3, "first", 1);
    const cleared = setTimeout(() => due.push("cleared"), 3);
    await new Promise<void>((resolve) => setTimeout(resolve, 4));
    assert.deepEqual([due, timers.size], [[], 2]);
    clearTimeout(cleared);
    timers.fire();
    timers.fire();
    assert.deepEqual([due, timers.size], [["first", 1], 0]);
  }
  await new Promise<void>((resolve) => setTimeout(resolve, 3));
});

Deno.test("holdIntervals() lets intervals come due as often as they are let go, until they are cleared", () => {
  using timers = holdIntervals();
  let count = 0;
  const interval = setInterval(() => count++, 1);
  timers.fire();
  timers.fire();
  clearInterval(interval);
  timers.fire();
  assert.deepEqual([count, timers.size], [2, 0]);
});

Deno.test("HeldTimers does not end while somebody would wait for ever", () => {
  const hold = () => {
    using _timers = holdIntervals();
    setInterval(() => {}, 1);
  };
  assert.throws(hold, { message: "Cannot let timers go: 1 still wait" });
});
