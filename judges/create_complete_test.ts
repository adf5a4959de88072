import type { JudgeError } from "@openenv/core";
import assert from "node:assert/strict";
import { createComplete, type Provider } from "./create_complete.ts";
import { AttemptError } from "./attempt_error.ts";
import { resolveJudgeOptions } from "./judge_options.ts";

const OPTIONS = { model: "m1", apiKey: "key-1", maxRetries: 6, backoffMs: 1000 };
const RESOLVED = resolveJudgeOptions(OPTIONS, "http://127.0.0.1:1");
const { signal } = new AbortController();

function providerOf(ask: () => Promise<string>): Provider<null> {
  return { createClient: () => Promise.resolve(null), ask };
}

Deno.test("createComplete() pauses twice as long each time, at most 8 s, and as long as the endpoint says up to 60 s", async () => {
  const waits = [undefined, undefined, undefined, undefined, undefined, 1500, 61_000];
  const pauses: number[] = [];
  let attempts = 0;
  const complete = createComplete(
    providerOf(() =>
      Promise.reject(new AttemptError("busy", { status: 429, isRetriable: true, retryAfterMs: waits[attempts++] }))
    ),
    RESOLVED,
    (delayMs) => (pauses.push(delayMs), Promise.resolve()),
  );
  await assert.rejects(complete([], { signal }), { message: "Cannot ask judge m1: busy (7 attempts)" });
  [1000, 2000, 4000, 8000, 8000].forEach((most, index) => {
    assert.ok(pauses[index]! > most / 2 - 1 && pauses[index]! <= most, `${pauses[index]} of ${most}`);
  });
  assert.deepEqual(pauses.slice(5), [1500]);
});

Deno.test("createComplete() gives up a pause, and a call that was given up before it began", async () => {
  const controller = new AbortController();
  const busy = () => {
    setTimeout(() => controller.abort(new Error("nobody waits")));
    return Promise.reject(new AttemptError("busy", { status: 503, isRetriable: true }));
  };
  const complete = createComplete(providerOf(busy), { ...RESOLVED, backoffMs: 60_000 });
  await assert.rejects(complete([], { signal: controller.signal }), (error: JudgeError) => {
    assert.deepEqual(error.data, { status: 503, attempts: 1 });
    return error.message === "Cannot ask judge m1: the call was given up";
  });
  const never = createComplete(providerOf(() => assert.fail("not asked")), RESOLVED);
  await assert.rejects(never([], { signal: controller.signal }), { message: /the call was given up$/ });
});

Deno.test("createComplete() creates the client once, at the first call", async () => {
  let count = 0;
  const complete = createComplete({
    createClient: () => Promise.resolve({ number: ++count }),
    ask: ({ number }) => Promise.resolve(String(number)),
  }, RESOLVED);
  assert.equal(count, 0);
  assert.deepEqual(await Promise.all([complete([], { signal }), complete([], { signal })]), ["1", "1"]);
});

Deno.test("createComplete() does not retry a client that can't be created, but creates it at the next call", async () => {
  let fails = true;
  const complete = createComplete({
    createClient: () => fails ? Promise.reject(new Error("not permitted")) : Promise.resolve(null),
    ask: () => Promise.resolve("asked"),
  }, RESOLVED);
  await assert.rejects(complete([], { signal }), { message: "Cannot ask judge m1: not permitted" });
  fails = false;
  assert.equal(await complete([], { signal }), "asked");
});
