import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import type { Environment, ResolvedResetOptions } from "../environment.ts";
import type { EpisodeContext } from "../context.ts";
import type { StepReturn } from "../result.ts";
import { openSession } from "../testing_fixtures/open_session.ts";
import { codeOf, errorOf } from "../testing_fixtures/settlement.ts";

interface Guess {
  number: number;
}

interface Hint {
  hint: "start" | "higher" | "lower" | "right";
}

interface Secret {
  secret: number;
}

interface Range {
  max: number;
}

const contract = defineEnvironment({
  name: "guess",
  action: z.object({ number: z.int().min(1) }),
  observation: z.object({ hint: z.enum(["start", "higher", "lower", "right"]) }),
  state: z.object({ secret: z.int() }),
  resetOptions: z.object({ max: z.int().min(1).default(100) }),
  maxSteps: 10,
});

function judge(number: number, secret: number): StepReturn<Hint> {
  if (number === 13) throw new Error("unlucky number");
  const hint = number === secret ? "right" : number < secret ? "higher" : "lower";
  return { observation: { hint }, reward: hint === "right" ? 1 : 0, terminated: hint === "right" };
}

class GuessGame implements Environment<typeof contract> {
  #secret = 0;

  reset({ max }: Range & ResolvedResetOptions, { random }: EpisodeContext): StepReturn<Hint> {
    this.#secret = random.int(1, max);
    return { observation: { hint: "start" } };
  }

  step({ number }: Guess): StepReturn<Hint> {
    return judge(number, this.#secret);
  }

  state(): Secret {
    return { secret: this.#secret };
  }
}

/** The same environment, written in three ways. */
const KINDS: Readonly<Record<string, AnyImplementation>> = {
  "class-based": contract.implement(() => new GuessGame()),
  "object-based": contract.implement(() => {
    let secret = 0;
    return {
      reset({ max }, { random }) {
        secret = random.int(1, max);
        return { observation: { hint: "start" } };
      },
      step: ({ number }) => judge(number, secret),
      state: () => ({ secret }),
    };
  }),
  asynchronous: contract.implement(async () => {
    let secret = 0;
    await Promise.resolve();
    return {
      async reset({ max }, { random }) {
        await Promise.resolve();
        secret = random.int(1, max);
        return { observation: { hint: "start" } };
      },
      async step({ number }) {
        await Promise.resolve();
        return judge(number, secret);
      },
      async state() {
        await Promise.resolve();
        return { secret };
      },
      async close() {
        await Promise.resolve();
      },
    };
  }),
};

const PLAIN = { terminated: false, truncated: false, done: false, info: {} };

for (const [kind, environment] of Object.entries(KINDS)) {
  Deno.test(`Session plays a seeded episode when the environment is ${kind}`, async () => {
    const { session, clock } = await openSession(environment);
    assert.deepEqual(await session.state(), { episode_id: null, step_count: 0, secret: 0 });
    assert.deepEqual(await session.reset({ seed: 7, episode_id: "e1" }), {
      observation: { hint: "start" },
      reward: null,
      ...PLAIN,
    });
    assert.deepEqual(await session.state(), { episode_id: "e1", step_count: 0, seed: 7, secret: 4 });
    assert.deepEqual(await session.step({ number: 3 }), { observation: { hint: "higher" }, reward: 0, ...PLAIN });
    assert.deepEqual(await session.step({ number: "5" }), { observation: { hint: "lower" }, reward: 0, ...PLAIN });
    assert.deepEqual(await session.step({ number: 4 }), {
      observation: { hint: "right" },
      reward: 1,
      ...PLAIN,
      terminated: true,
      done: true,
    });
    assert.deepEqual(await session.state(), { episode_id: "e1", step_count: 3, seed: 7, secret: 4 });
    await session.close();
    assert.equal(clock.deadlines.size, 0);
  });

  Deno.test(`Session has the same errors when the environment is ${kind}`, async () => {
    const { session } = await openSession(environment);
    assert.equal(await codeOf(() => session.step({ number: 1 })), "NOT_RESET");
    assert.equal(await codeOf(() => session.reset({ max: 0 })), "VALIDATION_ERROR");
    await session.reset({ max: 1 });
    assert.equal(await codeOf(() => session.step({ number: 0 })), "VALIDATION_ERROR");
    const error = await errorOf(() => session.step({ number: 13 }));
    assert.deepEqual([error.code, error.message], ["EXECUTION_ERROR", "unlucky number"]);
    await session.step({ number: 1 });
    assert.equal(await codeOf(() => session.step({ number: 1 })), "EPISODE_OVER");
    await session.close();
    assert.equal(await codeOf(() => session.step({ number: 1 })), "SESSION_ERROR");
  });

  Deno.test(`Session truncates at the step limit when the environment is ${kind}`, async () => {
    const { session } = await openSession(environment);
    await session.reset({ seed: 1, max_steps: 2, max: 1000 });
    assert.equal((await session.step({ number: 1 })).done, false);
    const last = await session.step({ number: 1 });
    assert.deepEqual([last.truncated, last.terminated, last.done], [true, false, true]);
    assert.equal(await codeOf(() => session.step({ number: 1 })), "EPISODE_OVER");
    await session.close();
  });

  Deno.test(`Session replays an episode from the seed of its state when the environment is ${kind}`, async () => {
    const { session } = await openSession(environment);
    await session.reset({ max: 1_000_000 });
    const { seed, secret } = await session.state();
    await session.reset({ max: 1_000_000 });
    assert.notEqual((await session.state()).secret, secret);
    await session.reset({ max: 1_000_000, seed });
    assert.equal((await session.state()).secret, secret);
    await session.close();
  });
}
