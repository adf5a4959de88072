import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import { ManualClock } from "../testing_fixtures/manual_clock.ts";
import { TEST_LIMITS } from "../testing_fixtures/open_session.ts";
import { errorOf, flushPromises, settlementOf } from "../testing_fixtures/settlement.ts";
import { InlineHost } from "./inline_host.ts";
import { InstanceGate } from "./instance_gate.ts";
import { Session } from "./session.ts";

const contract = defineEnvironment({
  name: "port",
  action: z.object({}),
  observation: z.object({}),
  exclusive: true,
});

/** A test's control over one instance. */
interface Instance {
  readonly step: PromiseWithResolvers<{ observation: Record<never, never> }>;
  readonly close: PromiseWithResolvers<void>;
}

/** Sessions of one exclusive environment, whose steps and ends wait for the test. */
class Port {
  readonly instances: Instance[] = [];
  readonly clock: ManualClock = new ManualClock();
  /** The number of instances, and the highest that it has been. */
  alive = 0;
  most = 0;
  /** How the next instance is created. */
  factory: "now" | "throws" | "rejects" = "now";
  readonly #gate = new InstanceGate();
  readonly #host = new InlineHost(contract.implement(() => this.#make()), { log: () => {} });

  session(): Session {
    const { deadlines } = this.clock;
    const limits = { ...TEST_LIMITS, closeMs: 1e6 };
    return new Session({ id: "s", host: this.#host, gate: this.#gate, deadlines, limits, log: () => {} });
  }

  /** A session that is open, and has been reset. */
  async open(): Promise<Session> {
    const session = this.session();
    await session.open();
    await session.reset({});
    return session;
  }

  #make() {
    if (this.factory === "throws") throw new Error("no port");
    if (this.factory === "rejects") return Promise.reject(new Error("no port"));
    const instance: Instance = { step: Promise.withResolvers(), close: Promise.withResolvers() };
    this.instances.push(instance);
    this.most = Math.max(this.most, ++this.alive);
    return {
      reset: () => ({ observation: {} }),
      step: () => instance.step.promise,
      close: () => instance.close.promise.finally(() => this.alive--),
    };
  }
}

Deno.test("two instances of an exclusive environment never live at once, though the first takes its time to close", async () => {
  const port = new Port();
  const first = await port.open();
  void first.close();
  const second = port.session();
  const opening = second.open();
  const reset = second.reset({});
  await flushPromises();
  assert.deepEqual([port.alive, second.busy], [1, true]);
  port.instances[0]!.close.resolve();
  await opening;
  await reset;
  assert.deepEqual([port.instances.length, port.alive, port.most], [2, 1, 1]);
  port.instances[1]!.close.resolve();
  await second.close();
  assert.deepEqual([port.alive, port.clock.deadlines.size], [0, 0]);
});

Deno.test("a reset after TIMEOUT waits for the exclusive instance that was given up", async () => {
  const port = new Port();
  const session = await port.open();
  const step = session.step({}) as Promise<unknown>;
  port.clock.advance(TEST_LIMITS.stepMs);
  assert.equal((await errorOf(() => step)).code, "TIMEOUT");
  const reset = session.reset({});
  await flushPromises();
  assert.equal(port.instances.length, 1);
  port.instances[0]!.step.resolve({ observation: {} });
  await flushPromises();
  assert.equal((await settlementOf(reset)).status, "pending", "it still closes");
  port.instances[0]!.close.resolve();
  await reset;
  assert.deepEqual([port.instances.length, port.most], [2, 1]);
  port.instances[1]!.close.resolve();
  await session.close();
});

Deno.test("an exclusive instance that does not end is told with CAPACITY_REACHED, and the next one waits again", async () => {
  const port = new Port();
  const first = await port.open();
  const second = port.session();
  const opening = second.open();
  port.clock.advance(TEST_LIMITS.createMs);
  const { code, message, data } = await errorOf(() => opening);
  assert.deepEqual([code, message, data], [
    "CAPACITY_REACHED",
    "Cannot create instance: its contract is exclusive, and the last one has not ended within 60 ms (limits.createMs)",
    { active_sessions: 1, max_sessions: 1 },
  ]);
  await second.close();
  const third = port.session();
  const later = third.open();
  void first.close();
  port.instances[0]!.close.resolve();
  await later;
  assert.equal(port.instances.length, 2);
  port.instances[1]!.close.resolve();
  await third.close();
});

Deno.test("a reset that is refused for the sake of an exclusive instance can be tried again", async () => {
  const port = new Port();
  const session = await port.open();
  const step = session.step({}) as Promise<unknown>;
  port.clock.advance(TEST_LIMITS.stepMs);
  await errorOf(() => step);
  const refused = session.reset({});
  port.clock.advance(TEST_LIMITS.createMs);
  assert.equal((await errorOf(() => refused)).code, "CAPACITY_REACHED");
  const again = session.reset({});
  port.instances[0]!.step.reject(new Error("late"));
  port.instances[0]!.close.resolve();
  await again;
  assert.deepEqual([port.instances.length, port.most], [2, 1]);
  port.instances[1]!.close.resolve();
  await session.close();
});

Deno.test("sessions get their exclusive instance in the order of asking, and those that are closed lose their place", async () => {
  const port = new Port();
  const first = await port.open();
  const [gone, second, third] = [port.session(), port.session(), port.session()];
  const openings = [gone, second, third].map((session) => Promise.resolve(session.open()));
  const refused = errorOf(() => openings[0]);
  await gone.close();
  assert.equal((await refused).code, "SESSION_ERROR");
  void first.close();
  port.instances[0]!.close.resolve();
  await openings[1];
  assert.equal((await settlementOf(openings[2])).status, "pending");
  port.instances[1]!.close.resolve();
  await second.close();
  await openings[2];
  port.instances[2]!.close.resolve();
  await third.close();
  assert.deepEqual([port.instances.length, port.most, gone.abandoned], [3, 1, 0]);
});

Deno.test("a factory that fails, or answers too late, keeps no exclusive instance from the next session", async () => {
  const port = new Port();
  for (const factory of ["throws", "rejects"] as const) {
    port.factory = factory;
    const failing = port.session();
    assert.equal((await errorOf(() => failing.open())).code, "FACTORY_ERROR");
    await failing.close();
  }
  port.factory = "now";
  const session = await port.open();
  port.instances[0]!.close.resolve();
  await session.close();
});

Deno.test("an instance whose close throws has ended", async () => {
  let made = 0;
  const environment = contract.implement(() => {
    made++;
    return {
      reset: () => ({ observation: {} }),
      step: () => ({ observation: {} }),
      close: () => {
        throw new Error("kaboom");
      },
    };
  });
  const { deadlines } = new ManualClock();
  const host = new InlineHost(environment, { log: () => {} });
  const options = { id: "s", host, gate: new InstanceGate(), deadlines, limits: TEST_LIMITS, log: () => {} };
  for (let count = 1; count <= 3; count++) {
    const session = new Session(options);
    await session.open();
    await session.close();
    assert.equal(made, count);
  }
});
