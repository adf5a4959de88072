import assert from "node:assert/strict";
import { z } from "zod";
import { CapacityError } from "../errors/error_classes.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import { PuppetStage } from "../testing_fixtures/puppet.ts";
import { makeSession, openSession, TEST_LIMITS } from "../testing_fixtures/open_session.ts";
import { codeOf, errorOf, flushPromises, settlementOf } from "../testing_fixtures/settlement.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { Session } from "./session.ts";
import { DEFAULT_SESSION_LIMITS } from "./session_settings.ts";

/** Returns an open session on a stage, after a reset. */
async function playing(limits = TEST_LIMITS) {
  const stage = new PuppetStage();
  const opened = await openSession(stage.implementation, limits);
  await opened.session.reset({ seed: 1 });
  return { stage, ...opened };
}

/** Starts a step that is held, and ignores its failure for tests that do not look at it. */
function hold(session: Session, tag = 0): Promise<unknown> {
  const step = session.step({ tag, mode: "later" }) as Promise<unknown>;
  step.catch(() => {});
  return step;
}

/** Returns the tag in a step's observation. */
async function tagOf(step: unknown): Promise<number> {
  return (await step as { observation: { tag: number } }).observation.tag;
}

// One at a time.

Deno.test("reset(), step() and state() are synchronous when the environment is", async () => {
  const { session, clock } = await playing();
  for (const value of [session.reset({}), session.step({ mode: "now" }), session.state()]) {
    assert.ok(!isPromiseLike(value));
  }
  assert.equal(session.busy, false);
  await session.close();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("step() waits its turn while another call is in flight, and calls are made in order", async () => {
  const { session, stage } = await playing();
  const answered: number[] = [];
  const first = hold(session, 1);
  const calls = [
    first,
    session.step({ tag: 2, mode: "now" }),
    hold(session, 3),
    session.reset({ tag: 4 }),
    session.step({ tag: 5, mode: "now" }),
  ].map((call) => tagOf(call).then((tag) => answered.push(tag)));
  await flushPromises();
  assert.deepEqual([stage.held.map(({ tag }) => tag), answered, session.busy], [[1], [], true]);
  stage.held[0]!.resolve();
  await flushPromises();
  assert.deepEqual([stage.held.map(({ tag }) => tag), answered], [[3], [1, 2]]);
  stage.held[0]!.resolve();
  await Promise.all(calls);
  assert.deepEqual(answered.toSorted(), [1, 2, 3, 4, 5]);
  assert.deepEqual(stage.instances[0]!.calls, ["reset 0", "step 1", "step 2", "step 3", "reset 4", "step 5"]);
  assert.deepEqual([stage.violations, session.busy], [[], false]);
  await session.close();
});

Deno.test("step() answers a failure and goes on with what waits", async () => {
  const { session, stage } = await playing();
  const failing = hold(session, 1);
  const after = session.step({ tag: 2, mode: "throw" }) as Promise<unknown>;
  const last = session.step({ tag: 3, mode: "now" });
  stage.held[0]!.reject(new Error("kaboom"));
  assert.equal((await errorOf(() => failing)).message, "kaboom");
  assert.equal((await errorOf(() => after)).message, "told to throw 2");
  assert.equal(await tagOf(last), 3);
  await session.close();
});

Deno.test("idle() resolves when no call is in flight and none waits", async () => {
  const { session, stage } = await playing();
  assert.equal(session.idle(), undefined);
  hold(session, 1);
  hold(session, 2);
  const idle = session.idle() as Promise<void>;
  stage.held[0]!.resolve();
  assert.equal((await settlementOf(idle)).status, "pending");
  stage.held[0]!.resolve();
  assert.equal((await settlementOf(idle)).status, "fulfilled");
  await session.close();
});

Deno.test("activity goes up with every call", async () => {
  const { session } = await playing();
  const before = session.activity;
  session.step({ mode: "now" });
  session.state();
  session.reset({});
  await errorOf(() => session.step({ wrong: 1 }));
  assert.equal(session.activity, before + 4);
  await session.close();
});

// Missed deadlines.

Deno.test("step() answers TIMEOUT when its deadline passes, and aborts its signal", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  const { signal } = stage.held[0]!;
  clock.advance(TEST_LIMITS.stepMs - 1);
  assert.deepEqual([(await settlementOf(step)).status, signal.aborted], ["pending", false]);
  clock.advance(1);
  const error = await errorOf(() => step);
  assert.deepEqual([error.code, error.message, error.data], [
    "TIMEOUT",
    "Cannot finish step: no result within 200 ms (limits.stepMs)",
    { timeout_ms: 200, limit: "limits.stepMs" },
  ]);
  assert.ok(signal.aborted);
  assert.equal(signal.reason, error);
  assert.equal(clock.deadlines.size, 0);
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("step() goes by the timeout of the call when it has one, and reset() and state() by their own", async () => {
  const { session, stage, clock } = await playing();
  const step = session.step({ tag: 1 }, 5) as Promise<unknown>;
  clock.advance(5);
  const { message, data } = await errorOf(() => step);
  assert.deepEqual([message, data], ["Cannot finish step: no result within 5 ms (timeout_s)", {
    timeout_ms: 5,
    limit: "timeout_s",
  }]);
  stage.held[0]!.resolve();
  const reset = session.reset({ mode: "later" }) as Promise<unknown>;
  clock.advance(TEST_LIMITS.resetMs - 1);
  assert.equal((await settlementOf(reset)).status, "pending");
  clock.advance(1);
  assert.equal((await errorOf(() => reset)).message, "Cannot finish reset: no result within 300 ms (limits.resetMs)");
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("step() goes by no timeout of a call that is longer than maxStepMs, and says so", async () => {
  const { session, stage, clock } = await playing({ ...TEST_LIMITS, maxStepMs: 400 });
  const step = session.step({ tag: 1 }, 1e12) as Promise<unknown>;
  clock.advance(399);
  assert.equal((await settlementOf(step)).status, "pending");
  clock.advance(1);
  const { code, message, data } = await errorOf(() => step);
  assert.deepEqual([code, message, data], [
    "TIMEOUT",
    "Cannot finish step: no result within 400 ms (limits.maxStepMs)",
    { timeout_ms: 400, limit: "limits.maxStepMs" },
  ]);
  assert.equal(clock.deadlines.size, 0);
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("step() tells the instance the limit that applies, and maxStepMs does not shorten stepMs", async () => {
  const seen: number[] = [];
  const environment = defineEnvironment({ name: "told", action: z.object({}), observation: z.object({}) });
  const { session } = await openSession(
    environment.implement(() => ({
      reset: () => ({ observation: {} }),
      step: (_action, { timeoutMs }) => {
        seen.push(timeoutMs);
        return { observation: {} };
      },
    })),
    { ...TEST_LIMITS, stepMs: 200, maxStepMs: 100 },
  );
  await session.reset({});
  for (const timeoutMs of [undefined, 50, 150, 1e12]) await session.step({}, timeoutMs);
  assert.deepEqual(seen, [200, 50, 150, 200]);
  assert.equal(DEFAULT_SESSION_LIMITS.maxStepMs, 3_600_000);
  await session.close();
});

Deno.test("step() and state() answer SESSION_BROKEN after an overrun, until a reset", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => step);
  const error = await errorOf(() => session.step({ tag: 2, mode: "now" }));
  assert.deepEqual([error.code, error.message], [
    "SESSION_BROKEN",
    "Cannot step session: its environment overran a deadline and needs a reset",
  ]);
  assert.equal(
    (await errorOf(() => session.state())).message,
    "Cannot read the state of session: its environment overran a deadline and needs a reset",
  );
  assert.equal(await tagOf(session.reset({ tag: 3 })), 3);
  assert.equal(await tagOf(session.step({ tag: 4, mode: "now" })), 4);
  assert.deepEqual(stage.instances.map(({ calls }) => calls), [["reset 0", "step 1"], ["reset 3", "step 4"]]);
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("step() drops a result that comes after its deadline, and the next call gets its own", async () => {
  const { session, stage, clock } = await playing();
  const late = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => late);
  const reset = session.reset({ tag: 2, mode: "later" });
  stage.held[0]!.resolve();
  await flushPromises();
  assert.equal((await settlementOf(reset)).status, "pending");
  stage.held[0]!.resolve();
  assert.equal(await tagOf(reset), 2);
  assert.deepEqual(stage.violations, []);
  await session.close();
});

Deno.test("step() fails what waits behind an overrun, except a reset", async () => {
  const { session, stage, clock } = await playing();
  const calls = [hold(session, 1), session.step({ tag: 2, mode: "now" }), session.reset({ tag: 3 }), session.state()];
  clock.advance(1000);
  const settled = await Promise.all(calls.map((call) => settlementOf(call)));
  assert.deepEqual(
    settled.map((one) => one.status === "rejected" ? (one.reason as { code: string }).code : one.status),
    ["TIMEOUT", "SESSION_BROKEN", "fulfilled", "fulfilled"],
  );
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("session closes an instance that was given up when its call settles, and counts it until then", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => step);
  assert.deepEqual([session.abandoned, stage.instances[0]!.closings], [1, 0]);
  await session.reset({});
  assert.deepEqual([session.abandoned, stage.instances[0]!.closings], [1, 0], "another instance is in use meanwhile");
  stage.held[0]!.reject(new Error("aborted at last"));
  await flushPromises();
  assert.deepEqual([session.abandoned, stage.instances[0]!.closings], [0, 1]);
  assert.deepEqual([stage.violations, stage.instances[1]!.closings], [[], 0]);
  await session.close();
  assert.equal(stage.instances[1]!.closings, 1);
});

Deno.test("reset() gives up one instance after another when each overruns", async () => {
  const { session, stage, clock } = await playing();
  for (let round = 1; round <= 3; round++) {
    const step = hold(session, round);
    clock.advance(1000);
    assert.equal(await codeOf(() => step), "TIMEOUT");
    assert.equal(session.abandoned, round);
    await session.reset({});
  }
  assert.equal(stage.instances.length, 4);
  for (const call of [...stage.held]) call.resolve();
  await session.close();
  await flushPromises();
  assert.deepEqual(stage.instances.map(({ closings }) => closings), [1, 1, 1, 1]);
});

Deno.test("reset() that overruns breaks the session like a step", async () => {
  const { session, stage, clock } = await playing();
  const reset = session.reset({ mode: "later" }) as Promise<unknown>;
  clock.advance(TEST_LIMITS.resetMs);
  assert.equal(await codeOf(() => reset), "TIMEOUT");
  assert.equal(await codeOf(() => session.step({ mode: "now" })), "SESSION_BROKEN");
  await session.reset({});
  assert.equal(stage.instances.length, 2);
  stage.held[0]!.resolve();
  await session.close();
});

Deno.test("reset() leaves a broken session broken when no new instance can be made, and can be tried again", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => step);
  stage.factoryMode = "throw";
  assert.equal(await codeOf(() => session.reset({})), "FACTORY_ERROR");
  assert.equal(await codeOf(() => session.step({ mode: "now" })), "SESSION_BROKEN");
  stage.factoryMode = "later";
  const hanging = session.reset({}) as Promise<unknown>;
  clock.advance(TEST_LIMITS.createMs);
  assert.equal(await codeOf(() => hanging), "TIMEOUT");
  stage.factoryMode = "now";
  assert.equal(await tagOf(session.reset({ tag: 7 })), 7);
  stage.releaseFactory();
  stage.held[0]!.resolve();
  await session.close();
  await flushPromises();
  assert.ok(stage.instances.every(({ closings }) => closings === 1), "also the instance that came too late");
});

Deno.test("reset() waits for a new instance, then resets it, each within its own limit", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => step);
  stage.factoryMode = "later";
  const reset = session.reset({ tag: 2, mode: "later" }) as Promise<unknown>;
  clock.advance(TEST_LIMITS.createMs - 1);
  stage.releaseFactory();
  await flushPromises();
  clock.advance(TEST_LIMITS.resetMs - 1);
  assert.equal((await settlementOf(reset)).status, "pending");
  clock.advance(1);
  assert.equal((await errorOf(() => reset)).message, "Cannot finish reset: no result within 300 ms (limits.resetMs)");
  for (const call of [...stage.held]) call.resolve();
  await session.close();
  await flushPromises();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("reset() with wrong options on a broken session leaves a fresh instance that needs a reset", async () => {
  const { session, stage, clock } = await playing();
  const step = hold(session, 1);
  clock.advance(1000);
  await errorOf(() => step);
  assert.equal(await codeOf(() => session.reset({ seed: "x" })), "VALIDATION_ERROR");
  assert.equal(await codeOf(() => session.step({ mode: "now" })), "NOT_RESET");
  await session.reset({});
  assert.equal(stage.instances.length, 2);
  stage.held[0]!.resolve();
  await session.close();
});

// Creating the instance.

Deno.test("open() throws what the factory threw", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "throw";
  const { session, clock } = makeSession(stage.implementation);
  const error = await errorOf(() => session.open());
  assert.deepEqual([error.code, error.data.reason], ["FACTORY_ERROR", "no puppets today"]);
  await session.close();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("open() answers TIMEOUT when the factory hangs, and closes the instance that comes too late", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "later";
  const { session, clock } = makeSession(stage.implementation);
  const opening = session.open() as Promise<void>;
  clock.advance(TEST_LIMITS.createMs);
  const error = await errorOf(() => opening);
  assert.deepEqual([error.code, error.message], [
    "TIMEOUT",
    "Cannot finish create: no result within 60 ms (limits.createMs)",
  ]);
  stage.releaseFactory();
  await flushPromises();
  assert.equal(stage.instances[0]!.closings, 1);
  await session.close();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("open() lets calls wait for an instance that takes its time", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "later";
  const { session } = makeSession(stage.implementation);
  const opening = session.open();
  const reset = session.reset({ tag: 1 });
  stage.releaseFactory();
  await opening;
  assert.equal(await tagOf(reset), 1);
  await session.close();
});

Deno.test("open() closes the instance that is made after the session was closed", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "later";
  const { session, clock } = makeSession(stage.implementation);
  const opening = settlementOf(session.open());
  const closing = session.close();
  stage.releaseFactory();
  await closing;
  await flushPromises();
  assert.equal((await opening).status, "rejected");
  assert.equal(stage.instances[0]!.closings, 1);
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("step() throws SESSION_ERROR before the session was opened", async () => {
  const { session } = makeSession(new PuppetStage().implementation);
  const error = await errorOf(() => session.step({}));
  assert.deepEqual([error.code, error.message], ["SESSION_ERROR", "Cannot step session: it has no environment yet"]);
  await session.close();
});

// The end.

Deno.test("close() tells once, closes the instance once, and refuses what comes later", async () => {
  const { session, stage, closings } = await playing();
  assert.equal(closings(), 0);
  await Promise.all([session.close(), session.close("expired")]);
  await session.close();
  assert.deepEqual([closings(), stage.instances[0]!.closings, session.closed], [1, 1, true]);
  for (const call of [() => session.reset({}), () => session.step({}), () => session.state()]) {
    assert.equal(await codeOf(call), "SESSION_ERROR");
  }
  assert.equal((await errorOf(() => session.step({}))).message, "Cannot step session: it is closed");
});

Deno.test("close() as expired makes later calls say so", async () => {
  const { session } = await playing();
  await session.close("expired");
  for (const call of [() => session.reset({}), () => session.step({}), () => session.state()]) {
    assert.equal(await codeOf(call), "SESSION_EXPIRED");
  }
});

Deno.test("close() during a step answers it, aborts its signal, frees the slot, and waits for it to close", async () => {
  const { session, stage, closings, clock } = await playing();
  const step = hold(session, 1);
  const waiting = hold(session, 2);
  const { signal } = stage.held[0]!;
  const closing = session.close();
  assert.deepEqual([closings(), signal.aborted, session.busy], [1, true, false]);
  assert.equal(await codeOf(() => step), "SESSION_ERROR");
  assert.equal(await codeOf(() => waiting), "SESSION_ERROR");
  assert.equal((await settlementOf(closing)).status, "pending");
  assert.deepEqual([session.abandoned, stage.instances[0]!.closings], [1, 0]);
  stage.held[0]!.resolve();
  await closing;
  assert.deepEqual([session.abandoned, stage.instances[0]!.closings, stage.violations], [0, 1, []]);
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("close() gives up an instance whose step never settles after closeMs", async () => {
  const { session, stage, clock } = await playing();
  hold(session, 1);
  const closing = session.close();
  await flushPromises();
  clock.advance(TEST_LIMITS.closeMs);
  assert.equal((await settlementOf(closing)).status, "fulfilled");
  assert.equal(clock.deadlines.size, 0);
  stage.held[0]!.resolve();
  await flushPromises();
  assert.equal(stage.instances[0]!.closings, 1, "it is closed after all when the step settles");
});

Deno.test("close() resolves for everybody who calls it when the instance is closed, not before", async () => {
  const { session, stage } = await playing();
  hold(session, 1);
  const first = session.close();
  const second = session.close();
  assert.equal((await settlementOf(second)).status, "pending");
  stage.held[0]!.resolve();
  await Promise.all([first, second]);
  assert.equal(stage.instances[0]!.closings, 1);
});

Deno.test("close() resolves idle()", async () => {
  const { session, stage } = await playing();
  hold(session, 1);
  const idle = session.idle();
  const closing = session.close();
  assert.equal((await settlementOf(idle)).status, "fulfilled");
  stage.held[0]!.resolve();
  await closing;
});

Deno.test("close() logs an environment that fails to close, and never rejects", async () => {
  for (
    const close of [() => Promise.reject(new Error("stuck")), () => {
      throw new Error("stuck");
    }]
  ) {
    const stage = new PuppetStage();
    const { session, lines } = await openSession(stage.implementation);
    stage.instances[0]!.close = close as () => void;
    await session.close();
    assert.deepEqual(lines, ["Cannot close the environment of session s1: stuck"]);
  }
});

Deno.test("close() waits for an environment that takes its time to close, at most closeMs", async () => {
  const stage = new PuppetStage();
  const { session, lines, clock } = await openSession(stage.implementation);
  const slow = Promise.withResolvers<void>();
  stage.instances[0]!.close = () => slow.promise as never;
  const closing = session.close();
  assert.equal((await settlementOf(closing)).status, "pending");
  clock.advance(TEST_LIMITS.closeMs);
  await closing;
  assert.deepEqual(lines, ["Cannot close the environment of session s1: no result within 10 ms"]);
  slow.resolve();
  await flushPromises();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("a failing session does not disturb another one on the same deadlines", async () => {
  const one = await playing();
  const other = await playing();
  hold(one.session, 1);
  one.clock.advance(1000);
  await flushPromises();
  assert.equal(await tagOf(other.session.step({ tag: 2, mode: "now" })), 2);
  one.stage.held[0]!.resolve();
  await Promise.all([one.session.close(), other.session.close()]);
});

// Draining.

const short = defineEnvironment({ name: "short", action: z.object({}), observation: z.object({}), maxSteps: 1 });

Deno.test("playing is true from a reset to the result that ends the episode", async () => {
  const { session } = await openSession(
    short.implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) })),
  );
  assert.equal(session.playing, false);
  await session.reset({});
  assert.equal(session.playing, true);
  await session.step({});
  assert.equal(session.playing, false);
});

Deno.test("playing is false after a deadline, until the next reset", async () => {
  const { session, clock } = await playing();
  hold(session);
  clock.advance(TEST_LIMITS.stepMs + 1);
  assert.equal(session.playing, false);
  await session.reset({});
  assert.equal(session.playing, true);
});

Deno.test("reset() throws what refuseReset returns, and the episode is over", async () => {
  const { session } = await playing();
  session.refuseReset = () => new CapacityError("Cannot reset: full", { active_sessions: 1, max_sessions: 1 });
  assert.equal(session.playing, true);
  assert.throws(() => session.reset({}), { code: "CAPACITY_REACHED" });
  assert.equal(session.playing, false);
});
