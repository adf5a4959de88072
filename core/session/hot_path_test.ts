import { type Contract, defineEnvironment, type Implementation } from "@openenv/core";
import { Connection, textCodec } from "@openenv/core/protocol";
import { Deadlines, DEFAULT_SESSION_LIMITS, InlineHost, Session } from "@openenv/core/session";
import assert from "node:assert/strict";
import v8 from "node:v8";
import { z } from "zod";

const STEPS = 1000;
const STEP = JSON.stringify({ type: "step", data: { by: 2 } });

const counter = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int() }),
  observation: z.object({ count: z.int(), seen: z.array(z.string()) }),
});
type Counter = typeof counter extends Contract<infer AI, infer AO, infer O, infer S, infer RI, infer RO>
  ? Implementation<AI, AO, O, S, RI, RO>
  : never;

const synchronous = counter.implement(() => {
  let count = 0;
  return {
    reset: () => ({ observation: { count: count = 0, seen: [] } }),
    step: ({ by }) => ({ observation: { count: count += by, seen: ["a"] }, reward: by, info: { by } }),
  };
});

const asynchronous = counter.implement(() => {
  let count = 0;
  return {
    reset: () => ({ observation: { count: count = 0, seen: [] } }),
    step: ({ by }) => Promise.resolve({ observation: { count: count += by, seen: [] }, reward: by }),
  };
});

interface Counted {
  readonly promises: number;
  readonly timers: number;
}

/** Counts the promises and timers that are made while a function runs. */
function countDuring(run: () => void): Counted {
  const counted = { promises: 0, timers: 0 };
  const { setTimeout, setInterval } = globalThis;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    counted.timers++;
    return setTimeout(...args);
  }) as typeof setTimeout;
  globalThis.setInterval = ((...args: Parameters<typeof setInterval>) => {
    counted.timers++;
    return setInterval(...args);
  }) as typeof setInterval;
  const stop = v8.promiseHooks.onInit(() => void counted.promises++) as unknown as () => void;
  try {
    run();
  } finally {
    stop();
    Object.assign(globalThis, { setTimeout, setInterval });
  }
  return counted;
}

/** Sends steps as text frames to a session of an environment whose episode has begun, and counts what that makes. */
async function countSteps(environment: Counter): Promise<Counted & { readonly replies: readonly unknown[] }> {
  const log = () => assert.fail("nothing goes wrong here");
  const host = new InlineHost(environment, log);
  const session = new Session({ id: "s1", host, deadlines: new Deadlines(), limits: DEFAULT_SESSION_LIMITS, log });
  const connection = new Connection(session, textCodec);
  await connection.open();
  await connection.receive('{"type":"reset","data":{"seed":7}}');
  const replies: unknown[] = [];
  const counted = countDuring(() => {
    for (let step = 0; step < STEPS; step++) replies.push(connection.receive(STEP));
  });
  const settled = await Promise.all(replies);
  assert.match(String(settled.at(-1)), new RegExp(`"count":${2 * STEPS},`));
  await session.close();
  return { ...counted, replies };
}

Deno.test("1,000 synchronous steps make no promise and no timer", async () => {
  const { promises, timers, replies } = await countSteps(synchronous);
  assert.equal(replies.every((reply) => typeof reply === "string"), true);
  assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 });
});

Deno.test("the same count of an asynchronous environment finds promises, and the one timer of the sweep", async () => {
  const { promises, timers } = await countSteps(asynchronous);
  assert.ok(promises >= STEPS, `${promises} promises`);
  assert.equal(timers, 1);
});
