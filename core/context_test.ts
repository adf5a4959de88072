import assert from "node:assert/strict";
import { CallContext } from "./context.ts";

function context(): CallContext {
  return new CallContext(() => {});
}

/** Runs with `Date.now` under control. */
function atTime(now: number, run: () => void): void {
  const real = Date.now;
  Date.now = () => now;
  try {
    run();
  } finally {
    Date.now = real;
  }
}

Deno.test("random is seeded by the episode and goes on from call to call", () => {
  const one = context();
  one.beginEpisode(7, "e1");
  one.beginCall(100);
  const first = one.random.uint32();
  one.beginCall(100);
  assert.equal(first, 210494603);
  assert.equal(one.random.uint32(), 711084892);
  one.beginEpisode(7, "e2");
  assert.equal(one.random.uint32(), 210494603);
});

Deno.test("signal is one signal for a call, and another for the next when it was looked at", () => {
  const one = context();
  one.beginCall(100);
  const first = one.signal;
  assert.equal(one.signal, first);
  one.beginCall(100);
  assert.notEqual(one.signal, first);
});

Deno.test("abort() aborts the signal in hand and every later one", () => {
  const one = context();
  one.beginCall(100);
  const before = one.signal;
  const reason = new Error("too late");
  one.abort(reason);
  assert.ok(before.aborted);
  assert.equal(before.reason, reason);
  const untouched = context();
  untouched.abort(reason);
  assert.equal(untouched.signal.reason, reason);
  untouched.beginCall(100);
  assert.ok(untouched.signal.aborted, "an instance that was given up stays so");
});

Deno.test("deadline is the time at which the call began, and its limit", () => {
  const one = context();
  atTime(5000, () => one.beginCall(100));
  atTime(5060, () => assert.equal(one.deadline, 5100));
  atTime(5080, () => assert.equal(one.deadline, 5100));
});

Deno.test("deadline begins anew with each call", () => {
  const one = context();
  atTime(5000, () => {
    one.beginCall(100);
    assert.equal(one.deadline, 5100);
  });
  atTime(6000, () => {
    one.beginCall(200);
    assert.equal(one.deadline, 6200);
    assert.equal(one.timeoutMs, 200);
  });
});

Deno.test("actionMetadata is empty unless the action in flight brought some", () => {
  const one = context();
  one.beginCall(100);
  assert.deepEqual(one.actionMetadata, {});
  one.actionMetadata = { k: 1 };
  one.beginCall(100);
  assert.deepEqual(one.actionMetadata, {});
});

Deno.test("task is that of the episode, and none without one", () => {
  const one = context();
  assert.equal(one.task, undefined);
  const task = { id: "a", public: {}, split: "train", index: 0 };
  one.beginEpisode(1, "e1", task);
  one.beginCall(100);
  assert.equal(one.task, task);
  one.beginEpisode(1, "e2");
  assert.equal(one.task, undefined);
});

Deno.test("log() puts the episode's name in front", () => {
  const lines: unknown[][] = [];
  const one = new CallContext((...data) => lines.push(data));
  one.log("early");
  one.beginEpisode(1, "ep-9");
  one.log("late", 5);
  assert.deepEqual(lines, [["[no episode]", "early"], ["[ep-9]", "late", 5]]);
});
