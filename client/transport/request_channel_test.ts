import assert from "node:assert/strict";
import { CapacityError, EpisodeOverError, OpenEnvError, ValidationError } from "../../core/errors/error_classes.ts";
import { FakeTransport } from "../testing_fixtures/fake_transport.ts";
import { ManualClock } from "../../core/testing_fixtures/manual_clock.ts";
import { codeOf, errorOf, flushPromises, settlementOf } from "../../core/testing_fixtures/settlement.ts";
import type { ClientMessage } from "../../core/protocol/messages.ts";
import { RequestChannel } from "./request_channel.ts";

const STEP: ClientMessage = { type: "step", data: {} };
const STATE: ClientMessage = { type: "state" };
const OBSERVATION = { type: "observation", data: { observation: { a: 1 }, reward: null, done: false } };
const FULL = {
  type: "error",
  data: { message: "full", code: "CAPACITY_REACHED", active_sessions: 2, max_sessions: 2 },
};

/** An open channel, and both of its ends. */
async function opened() {
  const transport = new FakeTransport();
  const clock = new ManualClock();
  const channel = new RequestChannel(transport, clock.deadlines);
  await channel.open();
  const request = (message: ClientMessage = STEP, signal?: AbortSignal, timeoutMs = 100) => {
    const reply = channel.request(message, { timeoutMs, signal });
    reply.catch(() => {});
    return reply;
  };
  return { transport, clock, channel, request };
}

Deno.test("request() sends a message and resolves with the reply", async () => {
  const { transport, clock, request } = await opened();
  const reply = request();
  assert.deepEqual(transport.sent, [STEP]);
  assert.equal(clock.deadlines.size, 1);
  transport.receive(OBSERVATION);
  assert.deepEqual(await reply, OBSERVATION);
  assert.equal(clock.deadlines.size, 0);
  clock.deadlines.settle();
});

Deno.test("request() resolves with a reply that comes before send returns, and waits for nothing", async () => {
  const { transport, clock, request } = await opened();
  const state = { type: "state", data: { episode_id: null, step_count: 0 } };
  transport.reply = ({ type }) => type === "state" ? state : OBSERVATION;
  assert.deepEqual(await request(), OBSERVATION);
  assert.deepEqual(await request(STATE), state);
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("request() rejects with the server's error, rebuilt as ours, and the connection goes on", async () => {
  const { transport, request, clock } = await opened();
  const errors = [{ type: "missing", loc: ["n"], msg: "Field required", input: {} }];
  const frames: [Record<string, unknown>, typeof OpenEnvError, object][] = [
    [{ message: "over", code: "EPISODE_OVER" }, EpisodeOverError as never, {}],
    [{ message: "Invalid message", code: "VALIDATION_ERROR", errors }, ValidationError as never, { errors }],
    [{ message: "full", code: "CAPACITY_REACHED", active_sessions: 1, max_sessions: 1 }, CapacityError as never, {
      active_sessions: 1,
      max_sessions: 1,
    }],
    [{ message: "new", code: "FROM_THE_FUTURE", more: 1 }, OpenEnvError, { more: 1 }],
  ];
  for (const [data, expected, errorData] of frames) {
    const reply = request();
    transport.receive({ type: "error", data });
    const error = await errorOf(() => reply);
    assert.equal(error.constructor, expected);
    assert.deepEqual([error.code, error.data], [data.code, errorData]);
  }
  const reply = request();
  transport.receive({ type: "error" });
  assert.equal(await codeOf(() => reply), "UNKNOWN");
  const last = request();
  transport.receive(OBSERVATION);
  assert.deepEqual(await last, OBSERVATION);
  clock.deadlines.settle();
});

Deno.test("request() rejects a reply that is no message", async () => {
  const { transport, request, clock } = await opened();
  for (const message of [null, [], "x", 5, { type: "observation", data: null }, { type: "state", data: [] }]) {
    const reply = request();
    transport.receive(message);
    assert.equal(await codeOf(() => reply), "INVALID_REPLY");
  }
  const reply = request();
  const unreadable = new OpenEnvError("INVALID_REPLY", "Cannot read reply: Invalid JSON", {});
  transport.receive(unreadable);
  assert.equal(await errorOf(() => reply), unreadable);
  clock.deadlines.settle();
});

Deno.test("request() rejects a validation error whose items are odd with that error", async () => {
  const { transport, request, clock } = await opened();
  const reply = request();
  transport.receive({ type: "error", data: { code: "VALIDATION_ERROR", errors: [null] } });
  assert.equal(await codeOf(() => reply), "VALIDATION_ERROR");
  clock.deadlines.settle();
});

Deno.test("request() rejects a reply of another type than the request asks for", async () => {
  const { transport, request, clock } = await opened();
  const step = request(STEP);
  transport.receive({ type: "state", data: { episode_id: "e1", step_count: 1 } });
  assert.equal(await codeOf(() => step), "INVALID_REPLY");
  clock.deadlines.settle();
});

Deno.test("request() throws BUSY while another one is in flight, and leaves that one alone", async () => {
  const { transport, request, clock } = await opened();
  const first = request({ type: "reset", data: {} });
  const error = await errorOf(() => request(STEP));
  assert.deepEqual([error.code, error.message], ["BUSY", "Cannot step: reset is still in flight"]);
  assert.equal(transport.sent.length, 1);
  transport.receive(OBSERVATION);
  assert.deepEqual(await first, OBSERVATION);
  clock.deadlines.settle();
});

Deno.test("request() passes on what send throws, and can be made again", async () => {
  const { transport, request, clock } = await opened();
  transport.sendError = new OpenEnvError("TOO_LARGE", "too large", {});
  assert.equal(await codeOf(() => request()), "TOO_LARGE");
  transport.sendError = undefined;
  const reply = request();
  transport.receive(OBSERVATION);
  assert.deepEqual(await reply, OBSERVATION);
  clock.deadlines.settle();
});

// Timeouts and aborts.

Deno.test("request() that times out rejects, closes the connection, and poisons it", async () => {
  const { transport, clock, request, channel } = await opened();
  const reply = request();
  clock.advance(99);
  assert.equal((await settlementOf(reply)).status, "pending");
  clock.advance(1);
  const error = await errorOf(() => reply);
  assert.deepEqual([error.code, error.message, error.data], [
    "TIMEOUT",
    "Cannot finish step: no reply within 100 ms",
    { timeout_ms: 100 },
  ]);
  assert.equal(transport.closings, 1);
  const next = await errorOf(() => request());
  assert.deepEqual([next.code, next.message], [
    "CONNECTION_POISONED",
    "Cannot use connection: an earlier step was given up before its reply came; call reconnect() for a new session",
  ]);
  assert.equal(transport.sent.length, 1, "nothing was sent after it, no goodbye either");
  await channel.close();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("request() never takes a late reply for the next one's", async () => {
  const { transport, clock, request } = await opened();
  const reply = request();
  clock.advance(100);
  await errorOf(() => reply);
  transport.receive(OBSERVATION);
  transport.receive(FULL);
  assert.equal(await codeOf(() => request()), "CONNECTION_POISONED");
  transport.end(1000);
  assert.equal(await codeOf(() => request()), "CONNECTION_POISONED", "also after the end");
  clock.deadlines.settle();
});

Deno.test("request() that is aborted rejects with the signal's reason, and poisons the connection", async () => {
  const { transport, clock, request } = await opened();
  const controller = new AbortController();
  const reply = request(STEP, controller.signal);
  const reason = new Error("not needed any more");
  controller.abort(reason);
  assert.equal(await errorOf(() => reply), reason);
  assert.equal(await codeOf(() => request()), "CONNECTION_POISONED");
  assert.deepEqual([transport.closings, clock.deadlines.size], [1, 0]);
});

Deno.test("request() with a signal that is aborted already sends nothing and poisons nothing", async () => {
  const { transport, clock, request } = await opened();
  const reason = new Error("too early");
  assert.equal(await errorOf(() => request(STEP, AbortSignal.abort(reason))), reason);
  const reply = request();
  transport.receive(OBSERVATION);
  assert.deepEqual(await reply, OBSERVATION);
  assert.equal(transport.sent.length, 1);
  clock.deadlines.settle();
});

Deno.test("request() forgets the signal when the reply has come", async () => {
  const { transport, clock, request } = await opened();
  const controller = new AbortController();
  const reply = request(STEP, controller.signal);
  transport.receive(OBSERVATION);
  await reply;
  controller.abort();
  const next = request();
  transport.receive(OBSERVATION);
  assert.deepEqual(await next, OBSERVATION);
  assert.equal(transport.closings, 0);
  clock.deadlines.settle();
});

// Unprompted messages.

Deno.test("an unasked error is kept, and reported when the connection turns out to be closed", async () => {
  const { transport, channel, request } = await opened();
  transport.receive(FULL);
  assert.ok(channel.serverError instanceof CapacityError);
  transport.end(1000);
  const error = await errorOf(() => request());
  assert.equal(error, channel.serverError);
  assert.deepEqual(error.data, { active_sessions: 2, max_sessions: 2 });
});

Deno.test("an unasked error is reported by the call that was sent before the connection ended", async () => {
  const { transport, request, clock } = await opened();
  transport.receive(FULL);
  const reply = request();
  transport.end(1000);
  assert.equal(await codeOf(() => reply), "CAPACITY_REACHED");
  clock.deadlines.settle();
});

Deno.test("an unasked message that is no error poisons the connection, since replies are out of step", async () => {
  for (const message of [OBSERVATION, { type: "state", data: {} }, "nonsense", null, new OpenEnvError("X", "x", {})]) {
    const { transport, request } = await opened();
    transport.receive(message);
    assert.equal(transport.closings, 1);
    await errorOf(() => request());
    assert.equal(transport.sent.length, 0);
  }
});

Deno.test("serverError is what came unasked, not what a call was answered with", async () => {
  const { transport, request, channel, clock } = await opened();
  const reply = request();
  transport.receive({ type: "error", data: { message: "gone", code: "SESSION_ERROR" } });
  await errorOf(() => reply);
  assert.equal(channel.serverError, undefined);
  clock.deadlines.settle();
});

// The end.

Deno.test("request() rejects when the connection ends, in flight and later", async () => {
  const { transport, request, clock } = await opened();
  transport.reply = () => OBSERVATION;
  await request();
  transport.reply = undefined;
  const reply = request();
  transport.end(1006);
  for (const call of [() => reply, () => request()]) {
    const error = await errorOf(call);
    assert.deepEqual([error.code, error.message, error.data], [
      "CONNECTION_CLOSED",
      "Cannot use connection: the server ended it with code 1006; the episode is lost. Once the server is there again, " +
      "reconnect() opens a new session",
      { close_code: 1006, close_reason: "" },
    ]);
  }
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("request() says that a server which closes right after connecting is usually at capacity", async () => {
  const { transport, request, clock } = await opened();
  const reply = request();
  transport.end(1000);
  assert.equal(
    (await errorOf(() => reply)).message,
    "Cannot use connection: the server ended it with code 1000; a server that closes right after connecting is usually at capacity",
  );
  clock.deadlines.settle();
});

Deno.test("request() says that the session has expired when the server says so", async () => {
  const { transport, request } = await opened();
  transport.end(1001, "SESSION_EXPIRED");
  assert.equal(await codeOf(() => request()), "SESSION_EXPIRED");
});

Deno.test("close() says goodbye, closes the transport, and refuses later requests", async () => {
  const { transport, request, channel } = await opened();
  await channel.close();
  assert.deepEqual([transport.sent, transport.closings], [[{ type: "close" }], 1]);
  const error = await errorOf(() => request());
  assert.deepEqual([error.code, error.message], [
    "CONNECTION_CLOSED",
    "Cannot use connection: it was closed by this client",
  ]);
  await channel.close();
  assert.deepEqual(transport.sent, [{ type: "close" }], "said once");
});

Deno.test("close() rejects the request in flight, without a goodbye that would wait behind it", async () => {
  const { transport, request, channel, clock } = await opened();
  const reply = request();
  await channel.close();
  assert.equal(await codeOf(() => reply), "CONNECTION_CLOSED");
  assert.deepEqual([transport.sent, transport.closings], [[STEP], 1]);
  transport.receive(OBSERVATION);
  await flushPromises();
  assert.equal(clock.deadlines.size, 0);
});

Deno.test("close() does not mind a transport that cannot say goodbye any more", async () => {
  const { transport, channel } = await opened();
  transport.sendError = new Error("gone");
  await channel.close();
  assert.equal(transport.closings, 1);
});
