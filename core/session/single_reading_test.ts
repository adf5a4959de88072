import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import { textCodec } from "../protocol/codec.ts";
import { Connection } from "../protocol/connection.ts";
import type { StepResult } from "../result.ts";
import { Rubric } from "../rubrics/rubric.ts";
import { tensor } from "../tensor.ts";
import { openSession } from "../testing_fixtures/open_session.ts";
import { codeOf } from "../testing_fixtures/settlement.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { InlineHost } from "./inline_host.ts";
import type { ObservationChecks } from "./session_settings.ts";

const contract = defineEnvironment({
  name: "sly",
  action: z.object({}),
  observation: z.object({
    count: z.int(),
    list: z.array(z.int()).optional(),
    part: z.object({ n: z.int() }).optional(),
    free: z.unknown().optional(),
    pixels: z.optional(tensor({ shape: [2], dtype: "uint8" })),
  }),
});

// deno-lint-ignore no-explicit-any -- the point is to return what the types forbid
type Return = () => any;

interface Sly {
  readonly step: Return;
  readonly state?: Return;
  // deno-lint-ignore no-explicit-any -- as above
  readonly transform?: (result: any) => any;
  readonly rubric?: Rubric;
}

function sly(instance: Sly) {
  return contract.implement(() => ({ reset: () => ({ observation: { count: 0 } }), ...instance }) as never);
}

/** The frames of the first step of an instance, and of the first one that is not checked when checks are sampled. */
async function framesOf(instance: () => Sly): Promise<string[]> {
  const { session } = await openSession(sly(instance()));
  const connection = new Connection(session, textCodec);
  await connection.receive('{"type":"reset"}');
  const checked = await connection.receive('{"type":"step","data":{}}');
  return [checked!, textCodec.result(await unchecked(instance()))];
}

/** A step that is not checked. */
async function unchecked(instance: Sly): Promise<StepResult> {
  let isPlain = true;
  const step = () => isPlain ? { observation: { count: 0 } } : instance.step();
  const hosted = start({ ...instance, step, transform: undefined }, "sampled");
  for (let count = 0; count < 16; count++) await hosted.step({}, 100);
  isPlain = false;
  return await hosted.step({}, 100);
}

function start(instance: Sly, checkObservations?: ObservationChecks): HostedEnvironment {
  const host = new InlineHost(sly(instance), { log: () => {}, checkObservations });
  const hosted = host.create() as HostedEnvironment;
  hosted.reset({}, 100);
  return hosted;
}

/** A getter that is well behaved as often as said, and then is not. */
function turning(key: string, good: unknown, bad: unknown, goodReads = 1): Record<string, unknown> {
  let reads = 0;
  return Object.defineProperty({}, key, { enumerable: true, get: () => ++reads > goodReads ? bad : good });
}

function hidden<T extends object>(target: T, toJSON: () => unknown): T {
  return Object.defineProperty(target, "toJSON", { value: toJSON });
}

Deno.test("ten calls that wait for each other each get their own observation, though the instance reuses its objects", async () => {
  const observation = { count: 0, list: [0], part: { n: 0 } };
  const info = { count: 0 };
  const { session } = await openSession(contract.implement(() => ({
    reset: () => ({ observation }),
    async step() {
      observation.count++;
      observation.list[0] = observation.part.n = info.count = observation.count;
      await Promise.resolve();
      return { observation, info };
    },
    state: () => ({ observation }),
  })));
  await session.reset({});
  const results = await Promise.all(Array.from({ length: 10 }, () => session.step({})));
  const state = session.state();
  await session.close();
  observation.count = observation.list[0] = 99;
  results.forEach((result, index) => {
    const count = index + 1;
    assert.deepEqual(result.observation, { count, list: [count], part: { n: count } });
    assert.deepEqual(result.info, { count });
  });
  assert.deepEqual((await state).observation, { count: 10, list: [10], part: { n: 10 } });
});

Deno.test("a synchronous result is what it was when it came, whatever a microtask makes of it", async () => {
  const observation: Record<string, unknown> = { count: 1, part: { n: 1 } };
  const info: Record<string, unknown> = { k: 1 };
  const spoil = () => {
    observation.count = "spoilt";
    info.k = observation.part = NaN;
  };
  const { session } = await openSession(sly({
    step: () => {
      queueMicrotask(spoil);
      return { observation, info };
    },
  }));
  await session.reset({});
  const result = session.step({});
  await Promise.resolve();
  assert.equal(observation.count, "spoilt");
  assert.deepEqual((await result).observation, { count: 1, part: { n: 1 } });
  assert.deepEqual((await result).info, { k: 1 });
});

Deno.test("getters and proxies are read once: what is sent is what was checked", async () => {
  const frames = await framesOf(() => ({
    step: () => ({
      observation: Object.create(null, {
        count: { enumerable: true, get: Object.getOwnPropertyDescriptor(turning("count", 1, "wrong"), "count")!.get },
        list: { enumerable: true, value: new Proxy([7], { get: readTwice() }) },
        part: { enumerable: true, value: turning("n", 2, Symbol("wrong")) },
      }),
      info: turning("k", { deep: 1 }, () => {}),
    }),
  }));
  const info = '{"k":{"deep":1}}';
  for (const frame of frames) {
    assert.equal(
      frame,
      `{"type":"observation","data":{"observation":{"metadata":${info},"count":1,"list":[7],"part":{"n":2}},` +
        `"reward":null,"done":false,"terminated":false,"truncated":false,"metadata":${info}}}`,
    );
  }
});

/** A trap that answers truly once for each key. */
function readTwice() {
  const seen = new Set<PropertyKey>();
  return (target: object, key: PropertyKey) => {
    const isNew = !seen.has(key) || typeof key === "symbol" || key === "length";
    seen.add(key);
    return isNew ? Reflect.get(target, key) : "wrong";
  };
}

Deno.test("the parts of a result are read once, those that a transform returns as well", async () => {
  const parts = () => {
    const result = { observation: { count: 1 }, info: {}, terminated: false, truncated: false, done: false };
    return Object.assign(turning("reward", 0.5, NaN), result);
  };
  const results = [await start({ step: parts }).step({}, 100)];
  results.push(await start({ step: () => ({ observation: { count: 1 } }), transform: parts }).step({}, 100));
  for (const { reward } of results) assert.equal(reward, 0.5);
});

Deno.test("a method toJSON, seen or hidden, makes no part of a reply into something else", async () => {
  const other = () => undefined;
  const parts: readonly (readonly [part: string, returned: () => unknown])[] = [
    ["info", () => ({ observation: { count: 1 }, info: hidden({ k: 1 }, other) })],
    ["info.k", () => ({ observation: { count: 1 }, info: { k: hidden({}, other) } })],
    ["info.list", () => ({ observation: { count: 1 }, info: { list: hidden([1], other) } })],
    ["observation", () => ({ observation: hidden({ count: 1 }, other) })],
    ["observation.list", () => ({ observation: { count: 1, list: hidden([1], other) } })],
    ["observation.part", () => ({ observation: { count: 1, part: hidden({ n: 1 }, other) } })],
    ["observation.free[0]", () => ({ observation: { count: 1, free: [hidden({}, other)] } })],
    ["observation.free[0]", () => ({ observation: { count: 1, free: [{ toJSON: other }] } })],
  ];
  for (const [part, step] of parts) {
    for (const frame of await framesOf(() => ({ step: () => step() })).catch(({ message }) => [message])) {
      assert.match(frame, /toJSON is a function, which JSON cannot carry/);
      assert.ok(frame.includes(`${part}.toJSON is a function`), `${part}: ${frame}`);
    }
  }
  const stated = start({ step: () => {}, state: () => ({ deep: hidden({}, other) }) });
  assert.equal(await codeOf(() => stated.state(100)), "INVALID_OBSERVATION");
});

Deno.test("a list that is a tensor is read once, checked always or now and then", async () => {
  const pixels = () => new Proxy([1, 2], { get: readTwice() });
  const step = () => ({ observation: { count: 1, pixels: pixels() } });
  for (const frame of await framesOf(() => ({ step }))) assert.match(frame, /"pixels":\[1,2\]/);
  const shared = [1, 2];
  const reuse = () => ({ observation: { count: 1, pixels: shared } });
  for (const result of [await start({ step: reuse }).step({}, 100), await unchecked({ step: reuse })]) {
    shared[0] = 9;
    assert.deepEqual(result.observation.pixels, [1, 2]);
    shared[0] = 1;
  }
});

Deno.test("objects in an observation that is not checked are written at once, as JSON would", async () => {
  class Box {
    n = 1;
  }
  const [box, numbers, when] = [new Box(), new Float32Array([1, 2]), new Date(0)];
  const { observation } = await unchecked({ step: () => ({ observation: { box, numbers, when, map: new Map() } }) });
  [box.n, numbers[0]] = [2, 9];
  when.setTime(NaN);
  const written = { box: { n: 1 }, numbers: { 0: 1, 1: 2 }, when: "1970-01-01T00:00:00.000Z", map: {} };
  assert.deepEqual(observation, written);
});

Deno.test("what a rubric keeps, and what is sent, is not what the instance goes on with", async () => {
  const kept: StepResult[] = [];
  class Keeping extends Rubric {
    async forward(_action: unknown, result: StepResult) {
      kept.push(result);
      await Promise.resolve();
      return 1;
    }
  }
  const observation = { count: 0 };
  const step = () => {
    observation.count++;
    return { observation };
  };
  const { session } = await openSession(sly({ step, rubric: new Keeping() }));
  await session.reset({});
  const results = await Promise.all([session.step({}), session.step({}), session.step({})]);
  await session.close();
  assert.deepEqual(kept.map((result) => result.observation.count), [1, 2, 3]);
  assert.deepEqual(results.map((result) => result.observation.count), [1, 2, 3]);
});
