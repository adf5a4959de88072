import assert from "node:assert/strict";
import { withinTime } from "./within_time.ts";

const action = "look it up";

function hang(): Promise<never> {
  return new Promise(() => {});
}

Deno.test("withinTime() resolves with what comes in time, at once or later", async () => {
  assert.equal(await withinTime(() => 1, { action, timeoutMs: 1000 }), 1);
  assert.equal(await withinTime(() => Promise.resolve(2), { action, timeoutMs: Infinity }), 2);
});

Deno.test("withinTime() rejects when the time is over, and tells what is still running", async () => {
  let given: AbortSignal | undefined;
  const late = withinTime((signal) => {
    given = signal;
    return hang();
  }, { action, timeoutMs: 10 });
  const message = "Cannot look it up: no answer within 10 ms";
  await assert.rejects(late, { code: "TIMEOUT", message, data: { timeout_ms: 10 } });
  assert.equal(given!.reason.code, "TIMEOUT");
});

Deno.test("withinTime() rejects with the reason of its signal, and does not begin when that is aborted", async () => {
  const controller = new AbortController();
  const waiting = withinTime(hang, { action, timeoutMs: 1000, signal: controller.signal });
  controller.abort("enough");
  await assert.rejects(waiting, (reason) => reason === "enough");
  const begun = withinTime(() => assert.fail("begun"), { action, timeoutMs: 1000, signal: controller.signal });
  await assert.rejects(begun, (reason) => reason === "enough");
});

Deno.test("withinTime() rejects with what is thrown, and nobody hears what fails after that", async () => {
  const fail = () => {
    throw new RangeError("no");
  };
  await assert.rejects(withinTime(fail, { action, timeoutMs: 1000 }), RangeError);
  const controller = new AbortController();
  const waiting = withinTime(
    (signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => queueMicrotask(() => reject("late")))),
    { action, timeoutMs: 1000, signal: controller.signal },
  );
  controller.abort("enough");
  await assert.rejects(waiting, (reason) => reason === "enough");
});
