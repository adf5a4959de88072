import assert from "node:assert/strict";
import { Deadlines } from "./deadlines.ts";

/** Deadlines on a clock that the test moves; the timer never runs. */
function stopped(): { deadlines: Deadlines; clock: { now: number } } {
  const clock = { now: 0 };
  return { clock, deadlines: new Deadlines({ now: () => clock.now, sweepMs: 2 ** 30 }) };
}

Deno.test("sweep() expires those whose time has come, once, and keeps the rest", () => {
  const { deadlines, clock } = stopped();
  const expired: string[] = [];
  const wait = (name: string, deadline: number) => deadlines.add({ deadline, expire: () => expired.push(name) });
  wait("late", 30);
  wait("early", 10);
  wait("exact", 20);
  deadlines.sweep();
  assert.deepEqual(expired, []);
  clock.now = 20;
  deadlines.sweep();
  assert.deepEqual(expired, ["early", "exact"]);
  assert.equal(deadlines.size, 1);
  clock.now = 100;
  deadlines.sweep();
  deadlines.sweep();
  assert.deepEqual(expired, ["early", "exact", "late"]);
  assert.equal(deadlines.size, 0);
});

Deno.test("sweep() leaves alone who was taken off, also by who expired before", () => {
  const { deadlines, clock } = stopped();
  const expired: string[] = [];
  const second = { deadline: 1, expire: () => expired.push("second") };
  deadlines.add({
    deadline: 1,
    expire: () => {
      expired.push("first");
      deadlines.remove(second);
    },
  });
  deadlines.add(second);
  clock.now = 1;
  deadlines.sweep();
  assert.deepEqual(expired, ["first"]);
});

Deno.test("sweep() takes care of who was added while it ran", () => {
  const { deadlines, clock } = stopped();
  const expired: string[] = [];
  deadlines.add({
    deadline: 1,
    expire: () => deadlines.add({ deadline: 9, expire: () => expired.push("second") }),
  });
  clock.now = 1;
  deadlines.sweep();
  assert.deepEqual([expired, deadlines.size], [[], 1]);
  clock.now = 9;
  deadlines.sweep();
  assert.deepEqual([expired, deadlines.size], [["second"], 0]);
});

Deno.test("sweep() expires the rest when one of them throws", () => {
  const { deadlines, clock } = stopped();
  let expired = 0;
  const throwing = {
    deadline: 1,
    expire: () => {
      throw new Error("no");
    },
  };
  deadlines.add(throwing);
  deadlines.add({ deadline: 1, expire: () => expired++ });
  clock.now = 1;
  try {
    deadlines.sweep();
  } catch {
    // It may throw, but that must not affect the others.
  }
  deadlines.sweep();
  assert.deepEqual([expired, deadlines.size], [1, 0]);
});

Deno.test("settle() stops the timer only when nobody waits", () => {
  const { deadlines } = stopped();
  const waiting = { deadline: 1, expire: () => {} };
  deadlines.add(waiting);
  deadlines.settle();
  assert.equal(deadlines.size, 1);
  deadlines.remove(waiting);
  deadlines.settle();
  deadlines.settle();
  assert.equal(deadlines.size, 0);
});

Deno.test("now is a clock that only goes forward when none is given", () => {
  const { now } = new Deadlines();
  assert.ok(Math.abs(now - performance.now()) < 1000);
});
