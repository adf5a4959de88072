import assert from "node:assert/strict";
import { RequestMemory } from "./request_memory.ts";

/** A memory, and requests to it whose answers say how often they were executed. */
function makeMemory(maxRequests: number, maxLength = 1000) {
  let now = 0;
  const memory = new RequestMemory({ maxRequests, maxLength }, () => now);
  const counts: Record<string, number> = {};
  const run = (id: string, length: number) => () => {
    counts[id] = (counts[id] ?? 0) + 1;
    return Promise.resolve(new Response(`${counts[id]}`.padEnd(length), { headers: { "openenv-session": id } }));
  };
  const ask = async (id: string, length = 1) => {
    const response = await memory.answer(id, run(id, length));
    const text = (await response.text()).trim();
    return response.status === 200 ? text : `${JSON.parse(text).code} ${response.headers.get("openenv-session")}`;
  };
  return { memory, ask, counts, advance: (ms: number) => now += ms };
}

Deno.test("RequestMemory answers a repeated id from memory, with the same status, headers and text (#12)", async () => {
  const { memory } = makeMemory(10);
  const run = () => Promise.resolve(new Response("{}", { status: 504, headers: { "retry-after": "3" } }));
  const answers = [await memory.answer("a", run), await memory.answer("a", () => assert.fail())];
  for (const answer of answers) {
    assert.deepEqual([answer.status, answer.headers.get("retry-after"), await answer.text()], [504, "3", "{}"]);
  }
});

Deno.test("RequestMemory lets repeats wait for the first, and forgets a request that failed (#12)", async () => {
  const { memory, ask, counts } = makeMemory(10);
  const first = Promise.withResolvers<Response>();
  const failing = memory.answer("a", () => first.promise);
  const repeats = [ask("a"), ask("a")];
  first.reject(new Error("the body broke off"));
  await assert.rejects(failing, { message: "the body broke off" });
  assert.deepEqual([await Promise.all(repeats), counts], [["1", "1"], { a: 1 }]);
});

Deno.test("RequestMemory keeps no answer above 64 KiB, and never executes its request again (#12)", async () => {
  const { ask } = makeMemory(10, 1_000_000);
  assert.deepEqual([await ask("a", 65_536), await ask("a")], ["1", "1"]);
  assert.deepEqual([await ask("b", 65_537), await ask("b"), await ask("b")], [
    "1",
    "REPLY_NOT_KEPT b",
    "REPLY_NOT_KEPT b",
  ]);
});

Deno.test("RequestMemory drops the oldest answers when all are too large together (#12)", async () => {
  const { ask } = makeMemory(10, 1000);
  for (const id of ["a", "b", "c"]) await ask(id, 400);
  assert.deepEqual([await ask("a"), await ask("b"), await ask("c")], ["REPLY_NOT_KEPT a", "1", "1"]);
});

Deno.test("RequestMemory forgets the oldest requests beyond its number, and all after ten minutes (#12)", async () => {
  const { memory, ask, advance } = makeMemory(3);
  const running = Promise.withResolvers<Response>();
  const slow = memory.answer("slow", () => running.promise);
  for (const id of ["a", "b", "c"]) await ask(id);
  assert.deepEqual([await ask("b"), await ask("c"), await ask("a")], ["1", "1", "2"]);
  advance(600_000);
  assert.equal(await ask("c"), "1", "a repeat is looked up first");
  await ask("d");
  assert.deepEqual([await ask("a"), await ask("c")], ["3", "2"]);
  const repeat = memory.answer("slow", () => assert.fail());
  running.resolve(new Response("slow"));
  assert.deepEqual(await Promise.all([slow, repeat].map(async (answer) => (await answer).text())), ["slow", "slow"]);
});
