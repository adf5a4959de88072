import assert from "node:assert/strict";
import v8 from "node:v8";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import { textCodecOf } from "../protocol/codec.ts";
import { Connection } from "../protocol/connection.ts";
import { rubric } from "../rubrics/short_form.ts";
import { taskOf } from "../tasks/task_of.ts";
import { tasksFromArrays } from "../tasks/tasks_from_arrays.ts";
import { tensor } from "../tensor.ts";
import { clipReward } from "../transforms/clip_reward.ts";
import { composeTransforms } from "../transforms/compose_transforms.ts";
import { recordEpisodeStatistics } from "../transforms/record_episode_statistics.ts";
import { Deadlines } from "../async/deadlines.ts";
import { InlineHost } from "./inline_host.ts";
import { DEFAULT_SESSION_LIMITS, type ObservationChecks } from "./session_settings.ts";
import { Session } from "./session.ts";

const STEPS = 1000;
const STEP = JSON.stringify({ type: "step", data: { by: 2 } });

const counter = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int() }),
  observation: z.object({ count: z.int(), seen: z.array(z.string()) }),
});

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

/** Counts the promises and timers that are created while a function runs. */
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

/** Sends frames, steps by default, to a session with an episode, and counts what that creates. */
async function countSteps(
  environment: AnyImplementation,
  frame: string = STEP,
  checkObservations?: ObservationChecks,
): Promise<Counted & { readonly replies: readonly unknown[] }> {
  const log = () => assert.fail("nothing goes wrong here");
  const host = new InlineHost(environment, { log, checkObservations });
  const [deadlines, limits, observer] = [new Deadlines(), DEFAULT_SESSION_LIMITS, { failed: log }];
  const session = new Session({ id: "s1", host, deadlines, limits, log, observer });
  const connection = new Connection(session, textCodecOf(environment.contract));
  await connection.open();
  await connection.receive('{"type":"reset","data":{"seed":7}}');
  const replies: unknown[] = [];
  const counted = countDuring(() => {
    for (let step = 0; step < STEPS; step++) replies.push(connection.receive(frame));
  });
  const settled = await Promise.all(replies);
  assert.match(String(settled.at(-1)), new RegExp(`"count":${frame === STEP ? 2 * STEPS : 0},`));
  await session.close();
  return { ...counted, replies };
}

Deno.test("1,000 synchronous steps make no promise and no timer", async () => {
  const { promises, timers, replies } = await countSteps(synchronous);
  assert.equal(replies.every((reply) => typeof reply === "string"), true);
  assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 });
});

Deno.test("1,000 steps with a synchronous rubric and a transform make no promise and no timer either", async () => {
  const environment = counter.implement(() => {
    let count = 0;
    return {
      reset: () => ({ observation: { count: count = 0, seen: [] } }),
      step: ({ by }) => ({ observation: { count: count += by, seen: ["a"] } }),
      rubric: rubric({ even: [(_, { observation }) => (observation.count + 1) % 2, 0.5], by: [({ by }) => by, 0.5] }),
      transform: composeTransforms(clipReward(-1, 1), recordEpisodeStatistics()),
    };
  });
  const { promises, timers, replies } = await countSteps(environment);
  assert.match(String(replies.at(-1)), /"reward":1.0,/);
  assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 });
});

Deno.test("1,000 steps with a task, and 1,000 resets that choose one, make no promise and no timer either", async () => {
  const tasks = tasksFromArrays({ train: Array.from({ length: 100 }, (_, n) => ({ n, answer: n })) }, {
    private: ["answer"],
  });
  const environment = defineEnvironment({ ...counter, tasks }).implement(() => {
    let count = 0;
    return {
      reset: (_options, context) => ({ observation: { count: count = 0, seen: [taskOf(tasks, context).id] } }),
      step: ({ by }, context) => ({
        observation: { count: count += by, seen: [] },
        reward: taskOf(tasks, context).private.answer,
      }),
    };
  });
  for (const frame of [STEP, '{"type":"reset","data":{"split":"train","index":7}}', '{"type":"reset"}']) {
    const { promises, timers, replies } = await countSteps(environment, frame);
    assert.equal(replies.every((reply) => typeof reply === "string"), true);
    assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 }, frame);
  }
});

Deno.test("1,000 steps that see tensors make no promise and no timer either, checked always or now and then", async () => {
  const pixels = new Uint8Array(300);
  const environment = defineEnvironment({
    name: "camera",
    action: z.object({ by: z.int() }),
    observation: z.object({ count: z.int(), pixels: tensor({ shape: [10, 10, 3], dtype: "uint8" }) }),
  }).implement(() => {
    let count = 0;
    return {
      reset: () => ({ observation: { count: count = 0, pixels } }),
      step: ({ by }) => ({ observation: { count: count += by, pixels }, reward: by }),
    };
  });
  for (const mode of ["always", "sampled"] as const) {
    const { promises, timers } = await countSteps(environment, STEP, mode);
    assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 }, mode);
  }
});

Deno.test("1,000 steps that write floats of many kinds make no promise and no timer either", async () => {
  const environment = defineEnvironment({
    name: "physics",
    action: z.object({ by: z.int() }),
    observation: z.object({
      count: z.int(),
      at: z.tuple([z.number(), z.number()]),
      depth: tensor({ shape: [6, 6], dtype: "float32", layout: "nested" }),
      bodies: z.array(z.union([
        z.object({ kind: z.literal("ball"), mass: z.number() }),
        z.object({ kind: z.literal("wall"), size: z.int() }),
      ])),
    }),
  }).implement(() => {
    let count = 0;
    const depth = Array.from({ length: 6 }, (_, row) => new Float32Array(6).fill(row / 2));
    const bodies = [{ kind: "ball" as const, mass: 1 }, { kind: "wall" as const, size: 1 }];
    return {
      reset: () => ({ observation: { count: count = 0, at: [0, -0], depth, bodies } }),
      step: ({ by }) => ({ observation: { count: count += by, at: [count, 0.5], depth, bodies }, reward: by }),
    };
  });
  const { promises, timers, replies } = await countSteps(environment);
  assert.match(String(replies.at(-1)), /"at":\[2000.0,0.5\],.*"mass":1.0.*"size":1}.*"reward":2.0,/);
  assert.deepEqual({ promises, timers }, { promises: 0, timers: 0 });
});

Deno.test("the same count of an asynchronous environment finds promises, and the one timer of the sweep", async () => {
  const { promises, timers } = await countSteps(asynchronous);
  assert.ok(promises >= STEPS, `${promises} promises`);
  assert.equal(timers, 1);
});
