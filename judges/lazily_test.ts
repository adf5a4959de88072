import assert from "node:assert/strict";
import { Fault } from "./fault.ts";
import { lazily } from "./lazily.ts";

Deno.test("lazily() makes a thing once, when it is first needed", async () => {
  let count = 0;
  const get = lazily(() => Promise.resolve({ count: ++count }));
  assert.equal(count, 0);
  assert.equal(await get(), await get());
  assert.equal(count, 1);
});

Deno.test("lazily() reports what can't be made as a fault that is not retried, and makes it at the next call", async () => {
  let fails = true;
  const get = lazily(() => fails ? Promise.reject(new Error("not permitted")) : Promise.resolve("made"));
  await assert.rejects(
    get(),
    (fault) => fault instanceof Fault && !fault.isRetriable && fault.message === "not permitted",
  );
  fails = false;
  assert.equal(await get(), "made");
});
