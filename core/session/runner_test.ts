import assert from "node:assert/strict";
import { z } from "zod";
import type { EpisodeContext } from "../context.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import { InvalidOptionError } from "../errors/error_classes.ts";
import type { StepResult } from "../result.ts";
import { codeOf, errorOf } from "../testing_fixtures/settlement.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { InlineHost } from "./inline_host.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";

/** A scripted environment's methods. */
interface Script {
  // deno-lint-ignore no-explicit-any -- the point is to return what the types forbid
  reset?(options: any, context: EpisodeContext): any;
  // deno-lint-ignore no-explicit-any -- as above
  step?(action: any, context: EpisodeContext): any;
  // deno-lint-ignore no-explicit-any -- as above
  state?(): any;
  close?(): unknown;
}

/** The rules that a test may change. */
interface Rules {
  readonly maxSteps?: number;
  readonly requiresReset?: boolean;
  readonly allowStepAfterDone?: boolean;
  readonly action?: z.ZodType;
  readonly observation?: z.ZodType;
  readonly state?: z.ZodType;
  /** The observation of a reset. */
  readonly start?: Record<string, unknown>;
}

const HIDDEN = { observation: { hint: "none" } };

/** An environment that follows a script, with plain defaults. */
function scripted(script: Script, { start, ...rules }: Rules = {}): AnyImplementation {
  const contract = defineEnvironment({
    name: "scripted",
    action: z.object({ n: z.int().default(0) }),
    observation: z.object({ hint: z.string(), extra: z.unknown() }).partial({ extra: true }),
    ...rules,
  } as never);
  const observed = start === undefined ? HIDDEN : { observation: start };
  return contract.implement(() => ({ reset: () => observed, step: () => HIDDEN, ...script }) as never);
}

/** Creates one instance of a scripted environment, synchronously. */
function run(script: Script = {}, rules: Rules = {}): HostedEnvironment {
  return new InlineHost(scripted(script, rules), { log: () => {} }).create() as HostedEnvironment;
}

/** Creates an instance and resets it. */
function started(script: Script = {}, rules: Rules = {}): HostedEnvironment {
  const hosted = run(script, rules);
  hosted.reset({ seed: 1, episode_id: "e1" }, 100);
  return hosted;
}

/** Returns the result of a synchronous step. */
function stepped(returned: unknown, rules?: Rules): StepResult {
  return started({ step: () => returned }, rules).step({}, 100) as StepResult;
}

/** Returns the error of a step that returns the given value. */
async function refusal(returned: unknown, rules?: Rules): Promise<[code: string, message: string, path?: unknown]> {
  const { code, message, data } = await errorOf(() => stepped(returned, rules));
  return data.path === undefined ? [code, message] : [code, message, data.path];
}

function stepCount(hosted: HostedEnvironment): unknown {
  return (hosted.state(100) as Record<string, unknown>).step_count;
}

Deno.test("reset() tells the environment which seed was asked for, apart from one that is drawn", () => {
  const seen: unknown[] = [];
  const see = (_: unknown, { requestedSeed }: EpisodeContext) => {
    seen.push(requestedSeed);
    return HIDDEN;
  };
  const hosted = run({ reset: see, step: see }, { requiresReset: false });
  for (const data of [{ seed: 7 }, { seed: 0 }, {}, { seed: null }]) {
    hosted.reset(data, 100);
    hosted.step({}, 100);
  }
  assert.deepEqual(seen, [7, 7, 0, 0, undefined, undefined, undefined, undefined]);
});

// The order of checks, and the step count.

Deno.test("step() throws NOT_RESET before it looks at the action", async () => {
  const hosted = run({ step: () => assert.fail("not reached") });
  assert.equal(await codeOf(() => hosted.step({ n: "wrong" }, 100)), "NOT_RESET");
  const error = await errorOf(() => hosted.step({}, 100));
  assert.equal(error.message, "Cannot step session: environment has not been reset");
});

Deno.test("step() throws EPISODE_OVER before it looks at the action, and counts nothing", async () => {
  const hosted = started({ step: () => ({ ...HIDDEN, terminated: true }) });
  hosted.step({}, 100);
  assert.equal(await codeOf(() => hosted.step({ n: "wrong" }, 100)), "EPISODE_OVER");
  assert.equal(stepCount(hosted), 1);
});

Deno.test("step() counts no action that fails validation, and does not execute it", async () => {
  let executed = 0;
  const hosted = started({
    step: () => {
      executed++;
      return HIDDEN;
    },
  });
  assert.equal(await codeOf(() => hosted.step({ n: "x" }, 100)), "VALIDATION_ERROR");
  assert.equal(await codeOf(() => hosted.step({ zz: 1 }, 100)), "VALIDATION_ERROR");
  assert.equal(await codeOf(() => hosted.step("x", 100)), "VALIDATION_ERROR");
  assert.deepEqual([executed, stepCount(hosted)], [0, 0]);
  hosted.step({}, 100);
  assert.deepEqual([executed, stepCount(hosted)], [1, 1]);
});

Deno.test("step() counts a step that throws, and the episode goes on", async () => {
  let fail = true;
  const hosted = started({
    step: () => {
      if (fail) throw new Error("kaboom");
      return HIDDEN;
    },
  });
  const error = await errorOf(() => hosted.step({}, 100));
  assert.deepEqual([error.code, error.message, error.cause.message], ["EXECUTION_ERROR", "kaboom", "kaboom"]);
  assert.equal(stepCount(hosted), 1);
  fail = false;
  hosted.step({}, 100);
  assert.equal(stepCount(hosted), 2);
});

Deno.test("step() hands over the parsed action, and the number of the step in the context", () => {
  const seen: unknown[] = [];
  const hosted = started({
    step: (action, { stepCount, episodeId, timeoutMs }) => {
      seen.push([action, stepCount, episodeId, timeoutMs]);
      return HIDDEN;
    },
  });
  hosted.step({ n: "5" }, 100);
  hosted.step({}, 250);
  assert.deepEqual(seen, [[{ n: 5 }, 1, "e1", 100], [{ n: 0 }, 2, "e1", 250]]);
});

Deno.test("step() takes any number of steps after the end when the contract allows it", () => {
  const hosted = started({ step: () => ({ ...HIDDEN, terminated: true }) }, { allowStepAfterDone: true });
  for (let step = 0; step < 3; step++) assert.ok((hosted.step({}, 100) as StepResult).done);
  assert.equal(stepCount(hosted), 3);
});

Deno.test("reset() opens a new episode after the end of one", async () => {
  const hosted = started({ step: () => ({ ...HIDDEN, terminated: true }) });
  hosted.step({}, 100);
  hosted.reset({}, 100);
  assert.equal(stepCount(hosted), 0);
  hosted.step({}, 100);
  assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER");
});

Deno.test("reset() may be called in mid-episode", () => {
  const hosted = started();
  hosted.step({}, 100);
  hosted.reset({ seed: 2, episode_id: "e2" }, 100);
  assert.deepEqual(hosted.state(100), { episode_id: "e2", step_count: 0, seed: 2 });
});

Deno.test("reset() with wrong options leaves the running episode as it was", async () => {
  const hosted = started();
  hosted.step({}, 100);
  assert.equal(await codeOf(() => hosted.reset({ seed: "x" }, 100)), "VALIDATION_ERROR");
  assert.deepEqual(hosted.state(100), { episode_id: "e1", step_count: 1, seed: 1 });
  hosted.step({}, 100);
});

Deno.test("step() throws NOT_RESET after a reset that failed, until one succeeds", async () => {
  let broken = true;
  const resets: unknown[] = [
    () => {
      throw new Error("kaboom");
    },
    () => Promise.reject(new Error("kaboom")),
    () => ({ observation: { wrong: 1 } }),
    () => undefined,
  ];
  for (const reset of resets) {
    for (const requiresReset of [true, false]) {
      broken = true;
      const hosted = run({ reset: () => broken ? (reset as () => unknown)() : HIDDEN }, { requiresReset });
      await errorOf(() => hosted.reset({}, 100));
      const error = await errorOf(() => hosted.step({}, 100));
      assert.deepEqual([error.code, error.message], ["NOT_RESET", "Cannot step session: its last reset failed"]);
      broken = false;
      hosted.reset({}, 100);
      hosted.step({}, 100);
    }
  }
});

Deno.test("reset() passes on the refusal of an option, and of nothing that is no option of the call", async () => {
  const refuse = (option: string) => new InvalidOptionError(`Cannot use option ${option}: it is odd`, { option });
  for (const option of ["seed", "seed.parts[0]", "seed[1]"]) {
    const error = refuse(option);
    const throws = () => {
      throw error;
    };
    for (const reset of [() => Promise.reject(error), throws]) {
      const thrown = await errorOf(() => run({ reset }).reset({}, 100));
      assert.deepEqual([thrown.code, thrown.data], ["OPTION_REFUSED", { option }]);
    }
  }
  const resets = run({ reset: () => Promise.reject(refuse("port")) });
  assert.equal((await errorOf(() => resets.reset({}, 100))).code, "EXECUTION_ERROR");
  const steps = started({ step: () => Promise.reject(refuse("seed")) });
  assert.equal((await errorOf(() => steps.step({}, 100))).code, "EXECUTION_ERROR");
});

// Episodes without a reset.

Deno.test("step() opens an episode by itself when the contract needs no reset", () => {
  let resets = 0;
  const script: Script = {
    reset: () => {
      resets++;
      return HIDDEN;
    },
    step: (_action, { random, episodeId }) => ({ observation: { hint: `${random.int(0, 1000)} ${episodeId}` } }),
  };
  const hosted = run(script, { requiresReset: false });
  assert.deepEqual(hosted.state(100), { episode_id: null, step_count: 0 });
  const first = hosted.step({}, 100) as StepResult;
  const state = hosted.state(100) as { episode_id: string; step_count: number; seed: number };
  assert.equal(state.step_count, 1);
  const again = run(script);
  again.reset({ seed: state.seed, episode_id: state.episode_id }, 100);
  assert.deepEqual((again.step({}, 100) as StepResult).observation, first.observation, "the seed replays it");
  assert.equal(resets, 1, "the one that was asked for");
});

Deno.test("step() ends an episode that it opened by itself as it ends any other", async () => {
  const hosted = run({}, { requiresReset: false, maxSteps: 2 });
  assert.equal((hosted.step({}, 100) as StepResult).truncated, false);
  assert.equal((hosted.step({}, 100) as StepResult).truncated, true);
  assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER");
});

// Limits.

Deno.test("step() truncates the episode at the contract's maxSteps", async () => {
  const hosted = started({}, { maxSteps: 3 });
  const results = [1, 2, 3].map(() => hosted.step({}, 100) as StepResult);
  assert.deepEqual(results.map(({ truncated, terminated, done }) => [truncated, terminated, done]), [
    [false, false, false],
    [false, false, false],
    [true, false, true],
  ]);
  assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER");
});

Deno.test("step() truncates at max_steps of the reset, which may only lower the contract's", async () => {
  const hosted = run({}, { maxSteps: 3 });
  hosted.reset({ max_steps: 1 }, 100);
  assert.equal((hosted.step({}, 100) as StepResult).truncated, true);
  assert.equal(await codeOf(() => hosted.reset({ max_steps: 4 }, 100)), "VALIDATION_ERROR");
  hosted.reset({}, 100);
  assert.deepEqual([1, 2, 3].map(() => (hosted.step({}, 100) as StepResult).truncated), [false, false, true]);
});

Deno.test("step() calls the last step terminated, not truncated, when the world ended with it", () => {
  const { terminated, truncated, done } = stepped({ ...HIDDEN, terminated: true }, { maxSteps: 1 });
  assert.deepEqual([terminated, truncated, done], [true, false, true]);
});

Deno.test("step() executes no step beyond the limit when the last one threw", async () => {
  let executed = 0;
  const hosted = started({
    step: () => {
      executed++;
      throw new Error("kaboom");
    },
  }, { maxSteps: 2 });
  await errorOf(() => hosted.step({}, 100));
  await errorOf(() => hosted.step({}, 100));
  assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER");
  assert.equal(executed, 2);
});

// The end of an episode.

Deno.test("step() reads terminated, truncated and done as the author sets them", () => {
  const rows: [Record<string, unknown>, [terminated: boolean, truncated: boolean, done: boolean]][] = [
    [{}, [false, false, false]],
    [{ done: false }, [false, false, false]],
    [{ done: true }, [true, false, true]],
    [{ terminated: true }, [true, false, true]],
    [{ terminated: false }, [false, false, false]],
    [{ truncated: true }, [false, true, true]],
    [{ truncated: true, done: true }, [false, true, true]],
    [{ truncated: true, terminated: true }, [true, true, true]],
    [{ truncated: true, terminated: true, done: true }, [true, true, true]],
    [{ terminated: true, done: true }, [true, false, true]],
    [{ terminated: false, truncated: false, done: false }, [false, false, false]],
    [{ terminated: undefined, truncated: undefined, done: undefined }, [false, false, false]],
  ];
  for (const [flags, expected] of rows) {
    const { terminated, truncated, done } = stepped({ ...HIDDEN, ...flags });
    assert.deepEqual([terminated, truncated, done], expected, JSON.stringify(flags));
  }
});

Deno.test("step() refuses flags that disagree or are no booleans", async () => {
  const message = "Cannot send result: result has terminated, truncated and done that are no booleans or disagree";
  const rows = [
    { terminated: true, done: false },
    { truncated: true, done: false },
    { terminated: false, done: true },
    { terminated: 1 },
    { terminated: "yes" },
    { truncated: 0 },
    { done: 1 },
    { done: "true" },
  ];
  for (const flags of rows) {
    assert.deepEqual(await refusal({ ...HIDDEN, ...flags }), ["INVALID_OBSERVATION", message, ["result"]]);
  }
});

Deno.test("step() marks the end even when the rest of the result is refused", async () => {
  for (const wrong of [{ reward: NaN }, { observation: { nonsense: 1 } }, { info: 5 }, { done: false }]) {
    const hosted = started({ step: () => ({ ...HIDDEN, terminated: true, ...wrong }) });
    await errorOf(() => hosted.step({}, 100));
    assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER", JSON.stringify(wrong));
  }
});

Deno.test("reset() may end the episode at once", async () => {
  const hosted = run({ reset: () => ({ ...HIDDEN, terminated: true }) });
  assert.equal((hosted.reset({}, 100) as StepResult).done, true);
  assert.equal(await codeOf(() => hosted.step({}, 100)), "EPISODE_OVER");
});

// Rewards.

Deno.test("step() passes finite rewards on, and null for none", () => {
  for (const reward of [0, 1, -1.5, 1e300, Number.MIN_VALUE]) {
    assert.equal(stepped({ ...HIDDEN, reward }).reward, reward);
  }
  assert.equal(stepped({ ...HIDDEN, reward: null }).reward, null);
  assert.equal(stepped({ ...HIDDEN, reward: undefined }).reward, null);
  assert.equal(stepped(HIDDEN).reward, null);
});

Deno.test("step() refuses rewards that are no finite numbers", async () => {
  const rows: [unknown, string][] = [
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [-Infinity, "-Infinity"],
    ["1", "a string"],
    [true, "a boolean"],
    [[1], "an array"],
    [{}, "an object"],
    [1n, "a bigint"],
  ];
  for (const [reward, found] of rows) {
    assert.deepEqual(await refusal({ ...HIDDEN, reward }), [
      "INVALID_REWARD",
      `Cannot send reward: it is ${found}, expected a finite number`,
    ]);
  }
});

// Observations.

Deno.test("step() refuses what is no result", async () => {
  for (const returned of [undefined, null, 5, "x", [], [HIDDEN], () => HIDDEN]) {
    const [code, message, path] = await refusal(returned);
    assert.deepEqual([code, path], ["INVALID_OBSERVATION", ["result"]]);
    assert.match(message, /^Cannot send result: result is .*, expected \{ observation, \.\.\. \}$/);
  }
});

Deno.test("step() refuses an observation that its schema does not describe, and names the place", async () => {
  const rows: [observation: unknown, message: string, path: unknown[]][] = [
    [undefined, "observation is undefined, expected object", []],
    [null, "observation is null, expected object", []],
    ["x", "observation is a string, expected object", []],
    [{}, "observation.hint is missing", ["hint"]],
    [{ hint: 5 }, "observation.hint is a number, expected string", ["hint"]],
    [{ hint: "x", more: 1 }, "observation.more is not declared by the schema", ["more"]],
    [{ hint: "x", metadata: {} }, "observation.metadata is not declared by the schema", ["metadata"]],
    [{ hint: "x", extra: [NaN] }, "observation.extra[0] is NaN, which JSON cannot carry", ["extra", 0]],
    [{ hint: "x", extra: { a: undefined } }, "observation.extra.a is undefined, which JSON cannot carry", [
      "extra",
      "a",
    ]],
    [{ hint: "x", extra: new Uint8Array(1) }, "observation.extra is Uint8Array, which JSON cannot carry", ["extra"]],
  ];
  for (const [observation, message, path] of rows) {
    assert.deepEqual(await refusal({ observation }), [
      "INVALID_OBSERVATION",
      `Cannot send observation: ${message}`,
      ["observation", ...path],
    ]);
  }
});

Deno.test("step() says in the error's data what kind of problem an observation or an info has", async () => {
  const rows: [observation: unknown, problem: string][] = [
    [{}, "schema"],
    [{ hint: 5 }, "schema"],
    [{ hint: -Infinity }, "not_finite"],
    [{ hint: "x", extra: [NaN] }, "not_finite"],
    [{ hint: "x", extra: undefined, more: 1 }, "schema"],
    [{ hint: "x", extra: [undefined] }, "not_json"],
    [{ hint: new Date(0) }, "not_json"],
    [new Map(), "not_json"],
  ];
  for (const [observation, problem] of rows) {
    const { data } = await errorOf(() => stepped({ observation }));
    assert.equal(data.problem, problem, JSON.stringify(observation));
    if (problem === "schema") continue;
    const { data: ofInfo } = await errorOf(() => stepped({ ...HIDDEN, info: { observation } }));
    assert.equal(ofInfo.problem, problem);
  }
  assert.equal((await errorOf(() => stepped({ ...HIDDEN, info: null }))).data.problem, "schema");
});

Deno.test("step() holds an observation to bounds, patterns and refinements as well", async () => {
  const observation = z.object({ n: z.int().max(5) }).refine(({ n }) => n !== 3, "three is not a number");
  const rules = { observation, start: { n: 0 } };
  assert.deepEqual(stepped({ observation: { n: 5 } }, rules).observation, { n: 5 });
  assert.deepEqual((await refusal({ observation: { n: 6 } }, rules))[2], ["observation", "n"]);
  assert.match((await refusal({ observation: { n: 3 } }, rules))[1], /three is not a number/);
});

Deno.test("step() refuses the reserved key metadata also where a schema is open", async () => {
  for (const observation of [z.record(z.string(), z.unknown()), z.looseObject({ hint: z.string() })]) {
    assert.deepEqual(await refusal({ observation: { hint: "x", metadata: { k: 1 } } }, { observation }), [
      "INVALID_OBSERVATION",
      "Cannot send observation: observation.metadata is reserved for info",
      ["observation", "metadata"],
    ]);
  }
});

Deno.test("step() refuses an observation that refers to itself", async () => {
  const tree = z.object({
    get children(): z.ZodType {
      return z.array(tree);
    },
  });
  const cycle: { children: unknown[] } = { children: [] };
  cycle.children.push(cycle);
  const rules = { observation: tree, start: { children: [] } };
  assert.equal((await refusal({ observation: cycle }, rules))[0], "INVALID_OBSERVATION");
});

Deno.test("step() sends the observation as it was returned, not as its schema would make it", () => {
  const observation = { hint: "x", extra: { deep: [1] } };
  assert.deepEqual(stepped({ observation }).observation, { hint: "x", extra: { deep: [1] } });
});

Deno.test("step() hands the environment's own objects on when the host does not copy", () => {
  const [observation, info] = [{ hint: "x", extra: { deep: [1] } }, { k: [1] }];
  const environment = scripted({ step: () => ({ observation, info }) });
  const hosted = new InlineHost(environment, { log: () => {}, copy: false }).create() as HostedEnvironment;
  hosted.reset({}, 100);
  const result = hosted.step({}, 100) as StepResult;
  assert.equal(result.observation, observation);
  assert.equal(result.info, info);
});

Deno.test("step() passes info on when JSON can carry it", async () => {
  assert.deepEqual(stepped({ ...HIDDEN, info: { k: 1, list: [1] } }).info, { k: 1, list: [1] });
  assert.deepEqual(stepped(HIDDEN).info, {});
  assert.equal(
    (await refusal({ ...HIDDEN, info: { at: new Date() } }))[1],
    "Cannot send info: info.at is Date, which JSON cannot carry",
  );
  assert.equal((await refusal({ ...HIDDEN, info: [1] }))[1], "Cannot send info: info is an array, expected an object");
  assert.equal((await refusal({ ...HIDDEN, info: null }))[0], "INVALID_OBSERVATION");
});

Deno.test("reset() names unknown options beside the reward, and leaves what an author calls ignored in info", () => {
  const info = { ignored: ["seed"] };
  const hosted = run({ reset: () => ({ ...HIDDEN, info, ignored: ["mine"] }) });
  const named = hosted.reset({ unknown: 1, seed: 1 }, 100) as StepResult;
  assert.deepEqual([named.info, named.ignored], [info, ["unknown"]]);
  assert.deepEqual(named.knownOptions, ["seed", "episode_id", "max_steps"]);
  const plain = hosted.reset({ seed: 1 }, 100) as StepResult;
  assert.deepEqual([plain.info, "ignored" in plain, "knownOptions" in plain], [info, false, false]);
});

// Seeds.

Deno.test("reset() draws a seed when none is given, and the state has it", () => {
  const seeds: unknown[] = [];
  const hosted = run({
    reset: ({ seed }) => {
      seeds.push(seed);
      return HIDDEN;
    },
  });
  hosted.reset({}, 100);
  hosted.reset({}, 100);
  hosted.reset({ seed: -7 }, 100);
  assert.equal(new Set(seeds).size, 3);
  assert.equal(seeds[2], -7);
  assert.equal((hosted.state(100) as { seed: number }).seed, -7);
});

Deno.test("reset() replays an episode when it is given the seed of the state", () => {
  const script: Script = {
    reset: (_options, { random }) => ({ observation: { hint: String(random.float()) } }),
    step: (_action, { random }) => ({ observation: { hint: String(random.float()) }, reward: random.int(1, 9) }),
  };
  const episode = (hosted: HostedEnvironment, options: Record<string, unknown>) => [
    hosted.reset({ ...options, episode_id: "e" }, 100),
    hosted.step({}, 100),
    hosted.step({}, 100),
  ];
  const hosted = run(script);
  const first = episode(hosted, {});
  const { seed } = hosted.state(100) as { seed: number };
  assert.deepEqual(episode(hosted, { seed }), first, "on the same instance");
  assert.deepEqual(episode(run(script), { seed }), first, "on another one");
  assert.notDeepEqual(episode(hosted, { seed: seed + 1 }), first);
});

Deno.test("reset() hands over every option that is common, and the parsed ones of the contract", () => {
  let seen: unknown;
  const hosted = run({
    reset: (options) => {
      seen = options;
      return HIDDEN;
    },
  });
  hosted.reset({ seed: "3", episode_id: "e", max_steps: 2, unknown: 1 }, 100);
  assert.deepEqual(seen, { seed: 3, episode_id: "e", max_steps: 2 });
});

// The state.

Deno.test("state() is answered before the first reset", () => {
  assert.deepEqual(run().state(100), { episode_id: null, step_count: 0 });
  assert.deepEqual(run({ state: () => ({ lives: 3 }) }).state(100), { episode_id: null, step_count: 0, lives: 3 });
});

Deno.test("state() lets the environment's own keys win", () => {
  const own = { episode_id: "mine", step_count: 99, seed: 5, lives: 3 };
  assert.deepEqual(started({ state: () => own }).state(100), own);
});

Deno.test("state() refuses what its schema does not describe, or JSON cannot carry", async () => {
  const state = z.object({ lives: z.int() });
  const rows: [unknown, string, Rules?][] = [
    [undefined, "Cannot send state: state is undefined, expected an object"],
    [[1], "Cannot send state: state is an array, expected an object"],
    [{ board: new Map() }, "Cannot send state: state.board is Map, which JSON cannot carry"],
    [{ lives: "3" }, "Cannot send state: state.lives is a string, expected integer", { state }],
    [{ lives: 3, more: 1 }, "Cannot send state: state.more is not declared by the schema", { state }],
  ];
  for (const [returned, message, rules] of rows) {
    const error = await errorOf(() => started({ state: () => returned }, rules).state(100));
    assert.deepEqual([error.code, error.message], ["INVALID_OBSERVATION", message]);
  }
});

Deno.test("state() lets step_count and episode_id in beside a schema that does not declare them", () => {
  const state = z.object({ lives: z.int(), step_count: z.int() });
  const hosted = started({ state: () => ({ lives: 3, step_count: 7 }) }, { state });
  assert.deepEqual(hosted.state(100), { episode_id: "e1", step_count: 7, seed: 1, lives: 3 });
});

Deno.test("state() labels what the environment throws", async () => {
  const error = await errorOf(() =>
    started({
      state: () => {
        throw new Error("no state today");
      },
    }).state(100)
  );
  assert.deepEqual([error.code, error.message], ["EXECUTION_ERROR", "no state today"]);
});

// Values that environments throw and return.

Deno.test("step() labels whatever is thrown", async () => {
  const rows: [unknown, string][] = [
    ["text", "text"],
    [undefined, "undefined"],
    [null, "null"],
    [{ code: 5 }, '{"code":5}'],
    [new TypeError("typed"), "typed"],
    [Object.assign(new Error("x"), { code: "VALIDATION_ERROR" }), "x"],
  ];
  for (const [thrown, message] of rows) {
    const throwing = () => {
      throw thrown;
    };
    for (const step of [throwing, () => Promise.reject(thrown)]) {
      const error = await errorOf(() => started({ step }).step({}, 100));
      assert.deepEqual([error.code, error.message, error.cause], ["EXECUTION_ERROR", message, thrown]);
    }
  }
});

Deno.test("step() labels errors of this project like any other when environments throw them", async () => {
  const inner = started({ step: () => HIDDEN });
  const error = await errorOf(() => started({ step: () => inner.step({ zz: 1 }, 100) }).step({}, 100));
  assert.equal(error.code, "EXECUTION_ERROR");
  assert.equal(error.cause.code, "VALIDATION_ERROR");
});

Deno.test("reset(), step(), state() and close() are synchronous exactly when the environment is", async () => {
  const later = (value: unknown) => () => Promise.resolve(value);
  const now = started({ state: () => ({}), close: () => {} });
  for (const value of [now.reset({}, 100), now.step({}, 100), now.state(100), now.close()]) {
    assert.ok(!isPromiseLike(value));
  }
  const asynchronous = run({ reset: later(HIDDEN), step: later(HIDDEN), state: later({}), close: later(undefined) });
  for (const call of ["reset", "step", "state", "close"] as const) {
    const value = call === "close"
      ? asynchronous.close()
      : call === "state"
      ? asynchronous.state(100)
      : asynchronous[call]({}, 100);
    assert.ok(isPromiseLike(value), call);
    await value;
  }
});

Deno.test("reset(), step() and state() wait for promises of any make", async () => {
  const thenable = (value: unknown) => () => ({
    then(resolve: (value: unknown) => void) {
      resolve(value);
    },
  });
  const hosted = run({ reset: thenable(HIDDEN), step: thenable({ ...HIDDEN, reward: 1 }), state: thenable({ k: 1 }) });
  const wanted = { ...HIDDEN, reward: null, terminated: false, truncated: false, done: false, info: {} };
  assert.deepEqual(await hosted.reset({ seed: 1, episode_id: "e" }, 100), wanted);
  assert.deepEqual(await hosted.step({}, 100), { ...wanted, reward: 1 });
  assert.deepEqual(await hosted.state(100), { episode_id: "e", step_count: 1, seed: 1, k: 1 });
});

Deno.test("step() calls the environment's methods on the environment", () => {
  class Counter {
    #count = 0;
    reset() {
      this.#count = 0;
      return { observation: { hint: "0" } };
    }
    step() {
      return { observation: { hint: String(++this.#count) } };
    }
    state() {
      return { count: this.#count };
    }
    close() {
      this.#count = -1;
    }
  }
  const contract = scripted({}).contract;
  const hosted = new InlineHost(contract.implement(() => new Counter()), { log: () => {} })
    .create() as HostedEnvironment;
  hosted.reset({}, 100);
  hosted.step({}, 100);
  assert.equal((hosted.step({}, 100) as StepResult).observation.hint, "2");
  assert.equal((hosted.state(100) as { count: number }).count, 2);
  hosted.close();
});

// Metadata of actions.

Deno.test("step() takes metadata off an action and puts it into the context", () => {
  const seen: unknown[] = [];
  const hosted = started({
    step: (action, { actionMetadata }) => {
      seen.push([action, actionMetadata]);
      return HIDDEN;
    },
  });
  hosted.step({ n: 1, metadata: { trace: "t1" } }, 100);
  hosted.step({ n: 2, metadata: {} }, 100);
  hosted.step({ n: 3 }, 100);
  assert.deepEqual(seen, [[{ n: 1 }, { trace: "t1" }], [{ n: 2 }, {}], [{ n: 3 }, {}]]);
});

Deno.test("step() refuses metadata that is no object", async () => {
  for (const metadata of [null, 1, "x", []]) {
    const error = await errorOf(() => started().step({ metadata }, 100));
    assert.deepEqual(error.data.errors, [
      { type: "dict_type", loc: ["metadata"], msg: "Input should be a valid dictionary", input: metadata },
    ]);
  }
});

Deno.test("step() leaves metadata in an action whose schema declares it", () => {
  let seen: unknown;
  const rules = { action: z.object({ metadata: z.string() }) };
  const hosted = started({
    step: (action) => {
      seen = action;
      return HIDDEN;
    },
  }, rules);
  hosted.step({ metadata: "mine" }, 100);
  assert.deepEqual(seen, { metadata: "mine" });
});
