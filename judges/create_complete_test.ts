import type { JudgeError } from "@openenv/core";
import assert from "node:assert/strict";
import { createComplete } from "./create_complete.ts";
import { Fault } from "./fault.ts";
import { resolveJudgeOptions } from "./judge_options.ts";

const OPTIONS = { model: "m1", apiKey: "key-1", maxRetries: 6, backoffMs: 1000 };
const RESOLVED = resolveJudgeOptions(OPTIONS, "http://127.0.0.1:1");

Deno.test("createComplete() pauses twice as long each time, at most 8 s, and as long as the endpoint says up to 60 s", async () => {
  const waits = [undefined, undefined, undefined, undefined, undefined, 1500, 61_000];
  const pauses: number[] = [];
  let attempts = 0;
  const complete = createComplete(
    () => Promise.reject(new Fault("busy", { status: 429, isRetriable: true, retryAfterMs: waits[attempts++] })),
    RESOLVED,
    (delayMs) => (pauses.push(delayMs), Promise.resolve()),
  );
  const { signal } = new AbortController();
  await assert.rejects(complete([], { signal }), { message: "Cannot ask judge m1: busy (7 attempts)" });
  [1000, 2000, 4000, 8000, 8000].forEach((most, index) => {
    assert.ok(pauses[index]! > most / 2 - 1 && pauses[index]! <= most, `${pauses[index]} of ${most}`);
  });
  assert.deepEqual(pauses.slice(5), [1500]);
});

Deno.test("createComplete() gives up a pause, and a call that was given up before it began", async () => {
  const controller = new AbortController();
  const complete = createComplete(() => {
    setTimeout(() => controller.abort(new Error("nobody waits")));
    return Promise.reject(new Fault("busy", { status: 503, isRetriable: true }));
  }, { ...RESOLVED, backoffMs: 60_000 });
  await assert.rejects(complete([], { signal: controller.signal }), (error: JudgeError) => {
    assert.deepEqual(error.data, { status: 503, attempts: 1 });
    return error.message === "Cannot ask judge m1: the call was given up";
  });
  const never = createComplete(() => assert.fail("not asked"), RESOLVED);
  await assert.rejects(never([], { signal: controller.signal }), { message: /the call was given up$/ });
});
