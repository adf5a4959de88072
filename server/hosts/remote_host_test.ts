import { describeContract } from "@openenv/core/contract";
import { DEFAULT_SESSION_LIMITS } from "@openenv/core/session";
import assert from "node:assert/strict";
import type { HostPort } from "./host_port.ts";
import type { HostNotice, HostRequest } from "./messages.ts";
import { RemoteHost } from "./remote_host.ts";
import { deeds } from "./testing_fixtures/deeds.ts";

const RESULT = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };

/** A side that says what a test makes it say. */
class FakeSide implements HostPort {
  onMessage: ((message: unknown) => void) | undefined;
  readonly isKillable = true;
  readonly ended: Promise<string>;
  killedBy: string | undefined;
  /** The kind of request that it never answers. */
  unanswered: HostRequest["do"] | undefined;
  readonly #answer: (request: HostRequest & { do: "step" }, side: FakeSide) => void;
  #end!: (reason: string) => void;

  constructor(answer: (request: HostRequest & { do: "step" }, side: FakeSide) => void) {
    this.#answer = answer;
    this.ended = new Promise((resolve) => this.#end = resolve);
  }

  send(message: HostRequest | HostNotice): void {
    if (message.do === "ping") return queueMicrotask(() => this.onMessage!({ pong: true }));
    if (!("call" in message) || message.do === "cancel" || message.do === this.unanswered) return;
    if (message.do === "step") return this.#answer(message, this);
    const ok = message.do === "load" ? describeContract(deeds) : message.do === "reset" ? RESULT : null;
    queueMicrotask(() => this.onMessage!({ call: message.call, ok }));
  }

  kill(by: string): void {
    this.killedBy ??= by;
    this.#end(`its process was killed: ${by}`);
  }

  close(): Promise<void> {
    this.#end("its process was closed");
    return Promise.resolve();
  }
}

/** Takes a step on a side that answers it in its own way; returns the outcome and why the side was killed. */
async function stepWith(answer: (request: HostRequest & { do: "step" }, side: FakeSide) => void) {
  const logged: string[] = [];
  const side = new FakeSide(answer);
  const host = new RemoteHost({
    module: "file:///x.ts",
    start: () => side,
    perSide: 1,
    warm: 0,
    limits: DEFAULT_SESSION_LIMITS,
    options: { log: (...data) => void logged.push(String(data)) },
    warn: (message) => assert.fail(message),
  });
  await host.contract();
  const hosted = await host.create();
  const outcome = await Promise.resolve(hosted.step({}, 1000)).then(() => "a result", (error) => error.code);
  await Promise.resolve();
  const killedBy = side.killedBy;
  await host.close();
  return { outcome, killedBy, logged };
}

const BREACHES: Readonly<Record<string, (call: number) => unknown[]>> = {
  "a number": () => [5],
  null: () => [null],
  "a list": () => [[]],
  "an empty message": () => [{}],
  "an answer to a call of no session": (call) => [{ call: call + 7, ok: RESULT }],
  "an answer to a call by another name": (call) => [{ call: String(call), ok: RESULT }],
  "an answer without a result": (call) => [{ call, ok: null }],
  "a result of another form": (call) => [{ call, ok: { ...RESULT, done: "no" } }],
  "a reward that is a text": (call) => [{ call, ok: { ...RESULT, reward: "1" } }],
  "an error that is a text": (call) => [{ call, error: "oops" }],
  "an error without a wire error": (call) => [{ call, error: {} }],
  "an error whose cause is a number": (call) => [{ call, error: { wire: {}, cause: 5 } }],
};

for (const [what, say] of Object.entries(BREACHES)) {
  Deno.test(`a side that says ${what} is ended, and the call fails`, async () => {
    const { outcome, killedBy } = await stepWith(({ call }, side) =>
      say(call).forEach((text) => side.onMessage!(text))
    );
    assert.deepEqual([outcome, killedBy], ["SESSION_BROKEN", "protocol"]);
  });
}

Deno.test("a side that answers twice is ended after its first answer", async () => {
  const { outcome, killedBy } = await stepWith(({ call }, side) => {
    side.onMessage!({ call, ok: RESULT });
    side.onMessage!({ call, ok: RESULT });
  });
  assert.deepEqual([outcome, killedBy], ["a result", "protocol"]);
});

Deno.test("a side may log, which is cut, and may report an error of any code", async () => {
  const { outcome, killedBy, logged } = await stepWith(({ call }, side) => {
    side.onMessage!({ log: "x".repeat(100_000) });
    side.onMessage!({ call, error: { wire: { code: "MADE_UP", message: 5 }, cause: { stack: 7 } } });
  });
  assert.deepEqual([outcome, killedBy], ["MADE_UP", undefined]);
  assert.equal(logged[0]!.length, 10_000);
});

/** Makes a host whose sides have room for many environments, and the list of its sides. */
function makeSharedHost(unanswered?: HostRequest["do"]) {
  const sides: FakeSide[] = [];
  const host = new RemoteHost({
    module: "file:///x.ts",
    start() {
      const side = new FakeSide(() => {});
      side.unanswered = unanswered;
      sides.push(side);
      return side;
    },
    perSide: 100,
    warm: 0,
    limits: { createMs: 20, closeMs: 20 },
    options: { log: () => undefined },
  });
  return { host, sides };
}

Deno.test("a side that others may share is used again when its only environment has been closed", async () => {
  const { host, sides } = makeSharedHost();
  await host.contract();
  for (let round = 0; round < 3; round++) await (await host.create()).close();
  assert.equal(sides.length, 1);
  await host.close();
});

Deno.test("a side that others may share, and that answers no load and no question, does not hold the caller up", async () => {
  for (const [unanswered, call] of [["load", "contract"], ["create", "create"], ["ask", "ask"]] as const) {
    const { host } = makeSharedHost(unanswered);
    await assert.rejects(async () => await host[call](null), { code: "TIMEOUT" });
    await host.close();
  }
});
