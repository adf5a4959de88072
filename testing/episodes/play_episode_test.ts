import assert from "node:assert/strict";
import { Walk, walk } from "../testing_fixtures/faults/walk.ts";
import { createLocalSubject } from "../subjects/local_subject.ts";
import { type EpisodePlan, playEpisode, playInNewSession, reproductionOf, scoreOf } from "./play_episode.ts";
import type { PolicyEpisode } from "../../core/policy.ts";

const subject = createLocalSubject(walk(() => new Walk()));
const PLAN: EpisodePlan = { seed: 3, maxSteps: 50, policy: () => () => ({ by: 3 }) };

class Throws extends Walk {
  override step(): never {
    throw new Error("kaboom");
  }

  state(): Record<string, unknown> {
    return { mood: "calm" };
  }
}

Deno.test("playEpisode() plays to the end, and records what was sent and what came back", async () => {
  const record = await playInNewSession(subject, { ...PLAN, options: { episode_id: "e1" }, withStates: true });
  const ends = record.exchanges.map(({ result }) => result.done);
  assert.deepEqual([ends.indexOf(true), ends.length], [ends.length - 1, record.actions.length + 1]);
  assert.deepEqual(record.states.map(({ step_count }) => step_count), ends.map((_, step) => step));
  assert.deepEqual(record.states[0], { episode_id: "e1", step_count: 0, seed: 3 });
  assert.deepEqual(reproductionOf(record, 1), { seed: 3, options: { episode_id: "e1" }, actions: [{ by: 3 }] });
  assert.deepEqual([scoreOf(record, "last_reward"), scoreOf(record, "return"), record.error], [1, 1, undefined]);
});

Deno.test("playEpisode() stops after maxSteps, when a policy gives up, and when the actions are over", async () => {
  const steps = async (plan: Partial<EpisodePlan>) =>
    (await playInNewSession(subject, { ...PLAN, ...plan })).actions.length;
  assert.equal(await steps({ maxSteps: 2 }), 2);
  assert.equal(await steps({ maxSteps: 0 }), 0);
  assert.equal(await steps({ policy: () => ({ info }) => info.from === undefined ? undefined : { by: 1 } }), 1);
  assert.equal(await steps({ policy: [{ by: 1 }, { by: 1 }] }), 2);
});

Deno.test("playEpisode() gives a policy the seed, the state and a generator that is not the environment's", async () => {
  const seen: unknown[] = [];
  const policy = async ({ seed, random, state }: PolicyEpisode) => {
    seen.push(seed, random.int(0, 5), (await state()).step_count);
    return () => undefined;
  };
  let same = 0;
  for (let seed = 0; seed < 60; seed++) {
    seen.length = 0;
    const record = await playInNewSession(subject, { seed, maxSteps: 1, policy });
    assert.deepEqual([seen[0], seen[2]], [seed, 0]);
    if (seen[1] === record.exchanges[0]!.result.observation.at) same++;
  }
  assert.ok(same < 30, `${same} of 60 draws were the environment's`);
});

Deno.test("playEpisode() puts what the environment does wrong into the record", async () => {
  const record = await playInNewSession(createLocalSubject(walk(() => new Throws())), { ...PLAN, withStates: true });
  const { stack, ...thrown } = record.error!;
  assert.deepEqual(thrown, { step: 1, call: "step", code: "EXECUTION_ERROR", message: "kaboom" });
  assert.match(stack!.join(), /^at Throws\.step \(file:.*play_episode_test\.ts:\d+:\d+\)$/);
  assert.deepEqual([record.actions, record.exchanges.length, record.states.length], [[{ by: 3 }], 1, 1]);
  const refused = await playInNewSession(subject, { ...PLAN, options: { max_steps: 0 } });
  assert.deepEqual([refused.error?.call, refused.error?.code], ["reset", "VALIDATION_ERROR"]);
  const none = createLocalSubject(walk(() => {
    throw new Error("no world today");
  }));
  const { error } = await playInNewSession(none, PLAN);
  assert.deepEqual([error?.call, error?.code], ["open", "FACTORY_ERROR"]);
});

Deno.test("playEpisode() names the place of what the environment must not return", async () => {
  class Wrong extends Walk {
    override step() {
      return { observation: { at: 1, extra: [NaN] } };
    }
  }
  const { error } = await playInNewSession(createLocalSubject(walk(() => new Wrong())), PLAN);
  assert.deepEqual([error?.code, error?.path], ["INVALID_OBSERVATION", ["observation", "extra", 0]]);
});

Deno.test("playEpisode() throws what a policy throws, and playInNewSession() closes the session all the same", async () => {
  let closings = 0;
  class Closing extends Walk {
    close(): void {
      closings++;
    }
  }
  const policy = () => () => {
    throw new Error("no idea");
  };
  const closing = createLocalSubject(walk(() => new Closing()));
  await assert.rejects(playInNewSession(closing, { ...PLAN, policy }), { message: "no idea" });
  assert.equal(closings, 1);
});

Deno.test("playEpisode() leaves the session open for another episode", async () => {
  const session = await subject.open();
  const [one, other] = [await playEpisode(session, PLAN), await playEpisode(session, PLAN)];
  await session.close();
  assert.deepEqual(one.actions, other.actions);
});

Deno.test("playEpisode() stops once the answers have more bytes than they may", async () => {
  const whole = await playInNewSession(subject, PLAN);
  const [reset, first] = whole.exchanges.map(({ bytes }) => bytes) as [number, number];
  for (const [maxBytes, steps] of [[reset - 1, 0], [reset, 1], [reset + first, 2]] as const) {
    const record = await playInNewSession(subject, { ...PLAN, maxBytes });
    assert.deepEqual([record.actions.length, record.error], [steps, undefined]);
  }
});

Deno.test("scoreOf() counts what has no reward as 0", async () => {
  const record = await playInNewSession(subject, { ...PLAN, maxSteps: 0 });
  assert.deepEqual([scoreOf(record, "last_reward"), scoreOf(record, "return")], [0, 0]);
});
