import assert from "node:assert/strict";
import type { AnyImplementation } from "../../core/contract/contract.ts";
import { note } from "../../core/testing_fixtures/note_environment.ts";
import { makeSession, TEST_LIMITS } from "../../core/testing_fixtures/open_session.ts";
import { PuppetStage } from "../../core/testing_fixtures/puppet.ts";
import { codeOf, flushPromises, settlementOf } from "../../core/testing_fixtures/settlement.ts";
import { fromResultPayload } from "../../core/protocol/codec.ts";
import { MemoryTransport } from "./memory_transport.ts";
import type { ClientMessage } from "../../core/protocol/messages.ts";
import { RequestChannel } from "./request_channel.ts";

/** A channel to an environment in this process. */
function connect(implementation: AnyImplementation, copy: boolean) {
  const made = makeSession(implementation);
  const transport = new MemoryTransport({ session: made.session, copy });
  const channel = new RequestChannel(transport, made.clock.deadlines);
  const request = (message: ClientMessage, timeoutMs = 100) => {
    const reply = channel.request(message, { timeoutMs });
    reply.catch(() => {});
    return reply;
  };
  return { ...made, channel, request };
}

for (const copy of [true, false]) {
  const how = copy ? "copies" : "hands over objects";

  Deno.test(`MemoryTransport carries a whole episode when it ${how}`, async () => {
    const { channel, request, session, clock } = connect(note, copy);
    await channel.open();
    const reset = await request({ type: "reset", data: { seed: 3, episode_id: "ep-9", flavor: "meta" } });
    assert.deepEqual(fromResultPayload(reset.data as never), {
      observation: { echoed: "ready 3 meta", inner: null },
      reward: null,
      terminated: false,
      truncated: false,
      done: false,
      info: { from: "reset" },
    });
    const step = await request({ type: "step", data: { message: "hi", n: 2 } });
    assert.deepEqual(fromResultPayload(step.data as never).observation, { echoed: "hihi", inner: { timeout: null } });
    assert.deepEqual((await request({ type: "state" })).data, {
      episode_id: "ep-9",
      step_count: 1,
      seed: 3,
      extra_thing: 3,
    });
    assert.equal(await codeOf(() => request({ type: "step", data: { message: "" } })), "VALIDATION_ERROR");
    assert.equal(await codeOf(() => request({ type: "step", data: { message: "boom" } })), "EXECUTION_ERROR");
    await channel.close();
    assert.deepEqual([session.closed, clock.deadlines.size], [true, 0]);
  });

  Deno.test(`MemoryTransport reports a factory that fails as a server does when it ${how}`, async () => {
    const stage = new PuppetStage();
    stage.factoryMode = "throw";
    const { channel, request, session } = connect(stage.implementation, copy);
    await channel.open();
    assert.equal(channel.serverError?.code, "FACTORY_ERROR");
    assert.equal(await codeOf(() => request({ type: "reset", data: {} })), "FACTORY_ERROR");
    assert.equal(session.closed, true);
  });

  Deno.test(`MemoryTransport drops the late reply of a call that was given up when it ${how}`, async () => {
    const stage = new PuppetStage();
    const { channel, request, session, clock } = connect(stage.implementation, copy);
    await channel.open();
    await request({ type: "reset", data: {} });
    const step = request({ type: "step", data: { tag: 1 } });
    const { signal } = stage.held[0]!;
    clock.advance(100);
    assert.equal(await codeOf(() => step), "TIMEOUT");
    assert.deepEqual([session.closed, signal.aborted], [true, true]);
    assert.equal(await codeOf(() => request({ type: "state" })), "CONNECTION_POISONED");
    stage.held[0]!.resolve();
    await flushPromises();
    assert.deepEqual([stage.instances[0]!.closings, session.abandoned, clock.deadlines.size], [1, 0, 0]);
  });
}

Deno.test("close() waits until the environment is closed", async () => {
  const stage = new PuppetStage();
  const { channel, request } = connect(stage.implementation, true);
  await channel.open();
  await request({ type: "reset", data: {} });
  const closed = Promise.withResolvers<void>();
  stage.instances[0]!.close = () => closed.promise as never;
  const closing = channel.close();
  assert.equal((await settlementOf(closing)).status, "pending");
  closed.resolve();
  await closing;
});

Deno.test("close() comes to an end when a step never does", async () => {
  const stage = new PuppetStage();
  const { channel, request, session, clock } = connect(stage.implementation, true);
  await channel.open();
  await request({ type: "reset", data: {} });
  const step = request({ type: "step", data: { tag: 1 } });
  const closing = channel.close();
  assert.equal(await codeOf(() => step), "CONNECTION_CLOSED");
  await flushPromises();
  clock.advance(TEST_LIMITS.closeMs);
  assert.equal((await settlementOf(closing)).status, "fulfilled");
  assert.deepEqual([session.closed, clock.deadlines.size], [true, 0]);
  stage.held[0]!.resolve();
  await flushPromises();
});

Deno.test("MemoryTransport shares no object with the environment when it copies", async () => {
  const stage = new PuppetStage();
  const { channel, request } = connect(stage.implementation, true);
  await channel.open();
  const data = { tag: 1, mode: "now" as const };
  const reply = await request({ type: "reset", data });
  const { observation } = fromResultPayload(reply.data as never);
  (observation as { tag: number }).tag = 99;
  const again = await request({ type: "step", data });
  assert.deepEqual(fromResultPayload(again.data as never).observation, { tag: 1 });
  await channel.close();
});
