import assert from "node:assert/strict";
import { ConcurrencyLimit } from "./concurrency_limit.ts";

const { signal } = new AbortController();

Deno.test("ConcurrencyLimit.run() lets tasks in as others leave, in order, failed ones included", async () => {
  const limit = new ConcurrencyLimit(2);
  const begun: number[] = [];
  const tasks = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const runs = tasks.map(({ promise }, index) => limit.run(() => (begun.push(index), promise), signal));
  const settled = Promise.allSettled(runs);
  assert.deepEqual(begun, [0, 1]);
  tasks[1]!.reject(new Error("no"));
  await runs[1]!.catch(() => {});
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1, 2]);
  const sixth = limit.run(() => Promise.resolve(begun.push(5)), signal);
  assert.deepEqual(begun, [0, 1, 2]);
  for (const { resolve } of tasks) resolve(1);
  await sixth;
  assert.deepEqual((await settled).map(({ status }) => status[0]), ["f", "r", "f", "f", "f"]);
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5]);
});

Deno.test("ConcurrencyLimit.run() gives up a turn whose signal is aborted, and nobody loses a place", async () => {
  const limit = new ConcurrencyLimit(1);
  const first = Promise.withResolvers<string>();
  const controller = new AbortController();
  const running = limit.run(() => first.promise, signal);
  const waiting = limit.run(() => assert.fail("not run"), controller.signal);
  const last = limit.run(() => Promise.resolve("last"), signal);
  controller.abort(new Error("given up"));
  await assert.rejects(waiting, { message: "given up" });
  await assert.rejects(limit.run(() => assert.fail("not run"), controller.signal), { message: "given up" });
  first.resolve("first");
  assert.deepEqual([await running, await last], ["first", "last"]);
  assert.equal(await limit.run(() => Promise.resolve("free again"), signal), "free again");
});
