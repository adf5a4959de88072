import type { ActionOutput, ObservationOf } from "../schema/environment_schemas.ts";
import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { Environment } from "../environment.ts";
import type { OpenEnvError } from "../errors/error_classes.ts";
import type { MaybePromise, StepResult, StepReturn } from "../result.ts";
import { ExponentialDiscountingTrajectoryRubric } from "../rubrics/exponential_discounting_trajectory_rubric.ts";
import { FunctionRubric } from "../rubrics/function_rubric.ts";
import { Gate } from "../rubrics/gate.ts";
import { Rubric } from "../rubrics/rubric.ts";
import { UnscoredError } from "../errors/rubric_errors.ts";
import { RubricList } from "../rubrics/rubric_list.ts";
import { Sequential } from "../rubrics/sequential.ts";
import { rubric } from "../rubrics/short_form.ts";
import { clipReward } from "../transforms/clip_reward.ts";
import { composeTransforms } from "../transforms/compose_transforms.ts";
import { recordEpisodeStatistics } from "../transforms/record_episode_statistics.ts";
import { scaleReward } from "../transforms/scale_reward.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { InlineHost } from "./inline_host.ts";

const contract = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int() }),
  observation: z.object({ count: z.int() }),
  maxSteps: 4,
});

type Counter = Environment<typeof contract>;
type Add = ActionOutput<typeof contract>;
type Count = ObservationOf<typeof contract>;

/** Hosts a counter that ends at 10 and returns no reward, plus the parts that a test adds to the instance. */
function host(makeParts: () => Partial<Counter>, includeRubricScores = false): InlineHost {
  const environment = contract.implement(() => {
    let count = 0;
    return {
      reset: () => ({ observation: { count: count = 0 } }),
      step: ({ by }): StepReturn<Count> => ({ observation: { count: count += by }, terminated: count >= 10 }),
      ...makeParts(),
    };
  });
  return new InlineHost(environment, { log: () => assert.fail("nothing is logged"), includeRubricScores });
}

/** Creates an instance and starts an episode. */
async function open(makeParts: () => Partial<Counter>, includeRubricScores?: boolean): Promise<HostedEnvironment> {
  const instance = await host(makeParts, includeRubricScores).create();
  await instance.reset({ seed: 1 }, 1000);
  return instance;
}

function step(instance: HostedEnvironment, by = 1): MaybePromise<StepResult> {
  return instance.step({ by }, 1000);
}

function double({ by }: Add): number {
  return 2 * by;
}

Deno.test("Runner.step() takes the rubric's score as the reward, given the parsed action and the result", async () => {
  const seen: unknown[] = [];
  const instance = await open(() => ({
    rubric: rubric({ all: [(action, result) => (seen.push([action, result]), 0.5), 1] }),
  }));
  const result = step(instance);
  assert.deepEqual(result, {
    observation: { count: 1 },
    reward: 0.5,
    terminated: false,
    truncated: false,
    done: false,
    info: {},
  });
  assert.deepEqual(seen, [[{ by: 1 }, { ...result, reward: null }]]);
});

Deno.test("Runner.step() awaits an asynchronous rubric, after a synchronous or asynchronous environment", async () => {
  const slow = () => ({ rubric: rubric<Add, Count>({ all: [(action) => Promise.resolve(double(action)), 1] }) });
  const pending = step(await open(slow));
  assert.ok(pending instanceof Promise);
  assert.equal((await pending).reward, 2);
  const both = await open(() => ({ ...slow(), step: () => Promise.resolve({ observation: { count: 1 } }) }));
  assert.equal((await step(both, 3)).reward, 6);
});

Deno.test("Runner.step() leaves a reward that the author returned alone, null included, and does not ask the rubric", async () => {
  let asked = 0;
  for (const reward of [7, 0, null]) {
    const instance = await open(() => ({
      rubric: rubric({ all: [() => asked++, 1] }),
      step: () => ({ observation: { count: 1 }, reward }),
    }));
    assert.equal((await step(instance)).reward, reward);
  }
  assert.equal(asked, 0);
  const absent = await open(() => ({
    rubric: rubric({ all: [() => 0.5, 1] }),
    step: () => ({ observation: { count: 1 }, reward: undefined }),
  }));
  assert.equal((await step(absent)).reward, 0.5);
});

Deno.test("Runner.reset() leaves its reward to the author, whatever the rubric", async () => {
  const instance = await host(() => ({ rubric: new FunctionRubric(() => assert.fail("not asked")) })).create();
  assert.equal((await instance.reset({}, 1000)).reward, null);
});

class Total extends ExponentialDiscountingTrajectoryRubric<Add, Count> {
  override scoreTrajectory(): number {
    return this.trajectory.length;
  }
}

Deno.test("Runner.reset() resets the rubric with its descendants before the environment", async () => {
  const total = new Total();
  const tree = new Gate<Add, Count>(new Sequential<Add, Count>(() => 1, total));
  const lengths: number[] = [];
  const instance = await open(() => ({
    rubric: tree,
    reset: () => (lengths.push(total.trajectory.length), { observation: { count: 0 } }),
  }));
  for (let episode = 0; episode < 2; episode++) {
    await step(instance);
    assert.equal(total.trajectory.length, 1);
    await instance.reset({}, 1000);
  }
  assert.deepEqual(lengths, [0, 0, 0]);
});

Deno.test("Runner.reset() waits for an asynchronous rubric, and reports one that fails", async () => {
  class Slow extends Rubric<Add, Count> {
    ready = false;
    fails = false;
    override forward(): number {
      return this.ready ? 1 : 0;
    }
    override async reset(): Promise<void> {
      await Promise.resolve();
      if (this.fails) throw new Error("no connection");
      this.ready = true;
      return super.reset() as void;
    }
  }
  const slow = new Slow();
  const instance = await open(() => ({ rubric: rubric({ slow: [slow, 1] }) }));
  assert.equal((await step(instance)).reward, 1);
  slow.fails = true;
  await assert.rejects(async () => await instance.reset({}, 1000), {
    code: "RUBRIC_FAILED",
    message: 'Cannot run reset of rubric "slow": no connection',
    data: { rubric: "slow", part: "reset" },
  });
  assert.throws(() => step(instance), { code: "NOT_RESET" });
});

Deno.test("Runner.step() tells a trajectory rubric of the end by maxSteps", async () => {
  const total = new Total();
  const instance = await open(() => ({ rubric: total }));
  const rewards = [];
  for (let count = 0; count < 4; count++) rewards.push((await step(instance)).reward);
  assert.deepEqual(rewards, [0, 0, 0, 4]);
  assert.equal((total.computeStepRewards() as number[])[3], 4);
});

Deno.test("Runner.step() makes an unscored step's reward null and says which rubric and why", async () => {
  const unscored = () => {
    throw new UnscoredError("the judge is down");
  };
  for (const scorer of [unscored, () => Promise.resolve().then(unscored)]) {
    const instance = await open(() => ({
      rubric: rubric({ judge: [scorer, 0.5], rest: [() => 1, 0.5] }),
      step: () => ({ observation: { count: 1 }, info: { own: 1 } }),
    }));
    const { reward, info } = await step(instance);
    assert.equal(reward, null);
    assert.deepEqual(info, { own: 1, reward_error: { rubric: "judge", message: "the judge is down" } });
  }
});

Deno.test("Runner.step() names the rubric of a NaN score, a thrown error and a broken hook, and the session goes on", async () => {
  let fails: "nan" | "throw" | "" = "";
  const instance = await open(() => ({
    rubric: rubric({ code: [new Gate(() => fails === "nan" ? NaN : fails === "throw" ? assert.fail("no") : 1), 1] }),
  }));
  fails = "nan";
  assert.throws(() => step(instance), { code: "INVALID_REWARD", data: { rubric: "code.rubric" } });
  fails = "throw";
  assert.throws(() => step(instance), { code: "RUBRIC_FAILED", data: { rubric: "code.rubric", part: "forward" } });
  fails = "";
  assert.equal((await step(instance)).reward, 1);
  assert.deepEqual(await instance.state(1000), {
    episode_id: (await instance.state(1000)).episode_id,
    step_count: 3,
    seed: 1,
  });
});

Deno.test("Runner.step() marks the end before the rubric can fail", async () => {
  const instance = await open(() => ({ rubric: new FunctionRubric(() => NaN) }));
  assert.throws(() => step(instance, 10), { code: "INVALID_REWARD" });
  assert.throws(() => step(instance), { code: "EPISODE_OVER" });
});

Deno.test("Runner adds info.rubric with includeRubricScores: the named rubrics that scored in this step", async () => {
  const parts = () => ({
    rubric: rubric<Add, Count>({
      gate: [new Gate(double, { threshold: 4 }), 0.5],
      steps: [new Sequential(({ by }) => by - 2, () => 0.25), 0.5],
    }),
  });
  const instance = await open(parts, true);
  const first = await step(instance, 3);
  assert.equal(first.reward, 3.125);
  assert.deepEqual(first.info, {
    rubric: { "gate": 6, "gate.rubric": 6, "steps": 0.25, "steps.rubric_0": 1, "steps.rubric_1": 0.25 },
  });
  const second = await step(instance, 2);
  assert.deepEqual(second.info.rubric, { "gate": 4, "gate.rubric": 4, "steps": 0, "steps.rubric_0": 0 });
  assert.deepEqual((await step(await open(parts), 3)).info, {});
});

Deno.test("Runner.reset() looks at the tree anew: at rubrics that came since, and at those that can't be used", async () => {
  const parts = new RubricList<Add, Count>([double]);
  class First extends Rubric<Add, Count> {
    readonly parts = parts;
    override forward(action: Add, result: StepResult<Count>): MaybePromise<number> {
      return [...this.parts].map((part) => part.score(action, result))[0]!;
    }
  }
  const instance = await open(() => ({ rubric: new First() }), true);
  parts.append(() => 7);
  await instance.reset({}, 1000);
  assert.deepEqual((await step(instance, 1)).info, { rubric: { "parts.rubric_0": 2, "parts.rubric_1": 7 } });
  parts.append(parts.at(0)!);
  assert.throws(() => instance.reset({}, 1000), {
    code: "INVALID_RUBRIC",
    data: { rubric: "parts.rubric_2", problem: "used_twice" },
  });
});

Deno.test("Runner adds what was scored to info.rubric although the step is unscored, and what the author scored", async () => {
  const unscored = await open(() => ({
    rubric: rubric({
      good: [() => 1, 0.5],
      bad: [() => {
        throw new UnscoredError("why");
      }, 0.5],
    }),
  }), true);
  assert.deepEqual((await step(unscored)).info, {
    reward_error: { rubric: "bad", message: "why" },
    rubric: { good: 1 },
  });

  const own = rubric<Add, Count>({ twice: [double, 1] });
  const called = await open(() => ({
    rubric: own,
    step: (action) => {
      const observation = { count: 1 };
      const flags = { terminated: false, truncated: false, done: false };
      const reward = own.score(action, { observation, reward: null, ...flags, info: {} }) as number;
      return { observation, reward: reward + 1 };
    },
  }), true);
  const { reward, info } = await step(called, 3);
  assert.deepEqual([reward, info], [7, { rubric: { twice: 6 } }]);
});

Deno.test("InlineHost.create() refuses an instance whose rubric can't be used, with the rubric's own error as cause", async () => {
  const twice = new FunctionRubric<Add, Count>(double);
  const wrong: [() => unknown, string][] = [
    [() => double, "not_a_rubric"],
    [() => null, "not_a_rubric"],
    [() => rubric({ a: [twice, 0.5], b: [twice, 0.5] }), "used_twice"],
  ];
  for (const [make, problem] of wrong) {
    const create = async () => await host(() => ({ rubric: make() as Rubric<Add, Count> })).create();
    await assert.rejects(create, (error: OpenEnvError) => {
      assert.equal(error.code, "FACTORY_ERROR");
      assert.deepEqual((error.cause as OpenEnvError<{ problem: string }>).data.problem, problem);
      return true;
    });
  }
});

Deno.test("InlineHost.create() refuses a rubric that another open instance uses", async () => {
  const shared = rubric<Add, Count>({ twice: [double, 1] });
  const hosting = host(() => ({ rubric: shared }));
  const first = await hosting.create();
  assert.throws(() => hosting.create(), (error: OpenEnvError) => {
    assert.match(String((error.data as { reason: string }).reason), /make rubrics inside the factory$/);
    return error.code === "FACTORY_ERROR";
  });
  await first.close();
  await (await hosting.create()).close();
});

Deno.test("Runner finds a rubric that reset sets, and one that reset replaces", async () => {
  class Late implements Counter {
    rubric?: Rubric<Add, Count>;
    episodes = 0;
    reset() {
      const score = ++this.episodes;
      this.rubric = new FunctionRubric(() => score);
      return { observation: { count: 0 } };
    }
    step({ by }: Add) {
      return { observation: { count: by } };
    }
  }
  const instance = await new InlineHost(contract.implement(() => new Late()), { log: () => {} }).create();
  for (const expected of [1, 2]) {
    await instance.reset({}, 1000);
    assert.equal((await step(instance)).reward, expected);
  }
});

Deno.test("Runner applies the transform to resets and steps, after the reward and before the observation check", async () => {
  const seen: (number | null)[] = [];
  const instance = await host(() => ({
    rubric: new FunctionRubric(double),
    transform: (result, { stepCount }) => {
      seen.push(result.reward);
      return { ...result, observation: { count: result.observation.count + 100 }, info: { stepCount } };
    },
  })).create();
  const first = await instance.reset({}, 1000);
  assert.deepEqual([first.observation, first.info], [{ count: 100 }, { stepCount: 0 }]);
  const { observation, reward, info } = await step(instance);
  assert.deepEqual([observation, reward, info], [{ count: 101 }, 2, { stepCount: 1 }]);
  assert.deepEqual(seen, [null, 2]);
  const breaking = await host(() => ({ transform: (result) => ({ ...result, observation: { count: 0.5 } }) })).create();
  assert.throws(() => breaking.reset({}, 1000), { code: "INVALID_OBSERVATION" });
});

Deno.test("Runner calls a transform that is a method with its instance, and lets it end the episode", async () => {
  class Limited implements Counter {
    readonly limit = 2;
    reset() {
      return { observation: { count: 0 } };
    }
    step({ by }: Add) {
      return { observation: { count: by }, reward: 1 };
    }
    transform(result: StepResult<Count>): StepResult<Count> {
      return result.observation.count >= this.limit ? { ...result, truncated: true, done: true } : result;
    }
  }
  const instance = await new InlineHost(contract.implement(() => new Limited()), { log: () => {} }).create();
  await instance.reset({}, 1000);
  assert.equal((await step(instance, 1)).done, false);
  assert.equal((await step(instance, 2)).truncated, true);
  assert.throws(() => step(instance), { code: "EPISODE_OVER" });
});

Deno.test("Runner refuses a transform that throws, changes its input, or returns no result", async () => {
  type Change = NonNullable<Counter["transform"]>;
  const wrong: [Change, string, RegExp][] = [
    [() => assert.fail("no"), "TRANSFORM_FAILED", /no$/],
    [(result) => Object.assign(result, { reward: 1 }), "TRANSFORM_FAILED", /read only/],
    [() => undefined as never, "TRANSFORM_FAILED", /returned undefined, expected a result/],
    [(result) => Promise.resolve(result) as never, "TRANSFORM_FAILED", /returned Promise, expected a result/],
    [(result) => ({ ...result, done: true }), "TRANSFORM_FAILED", /disagree/],
    [(result) => ({ ...result, terminated: 1 as never }), "TRANSFORM_FAILED", /disagree/],
    [(result) => ({ ...result, reward: NaN }), "INVALID_REWARD", /the transform made it NaN/],
    [(result) => ({ ...result, reward: undefined as never }), "INVALID_REWARD", /made it undefined/],
    [(result) => ({ ...result, info: { at: new Date(0) } }), "INVALID_OBSERVATION", /info\.at is Date/],
  ];
  for (const [transform, code, message] of wrong) {
    const instance = await open(() => ({
      transform: (r, context) => context.stepCount === 0 ? r : transform(r, context),
    }));
    assert.throws(() => step(instance), { code, message });
  }
  const revived = await open(() => ({ transform: (result) => ({ ...result, terminated: false, done: false }) }));
  assert.throws(() => step(revived, 10), { code: "TRANSFORM_FAILED", message: /took the end of the episode back/ });
});

Deno.test("Runner.step() runs rubric and transforms together: scale, clip, statistics", async () => {
  const instance = await open(() => ({
    rubric: new FunctionRubric(double),
    transform: composeTransforms<Count>(scaleReward(0.25), clipReward(0, 2), recordEpisodeStatistics({ now: () => 0 })),
  }));
  assert.equal((await step(instance, 1)).reward, 0.5);
  const last = await step(instance, 9);
  assert.equal(last.reward, 2);
  assert.deepEqual(last.info, { episode: { r: 2.5, l: 2, t: 0 } });
});
