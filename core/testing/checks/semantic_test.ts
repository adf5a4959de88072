import assert from "node:assert/strict";
import type { AnyImplementation } from "../../contract.ts";
import { readManifest } from "../../manifest/mod.ts";
import { guessEnvironment, guessRight } from "../../testing_fixtures/guess_environment.ts";
import { memoryPackage, SOUND_MANIFEST } from "../../testing_fixtures/memory_package.ts";
import type { CheckReport, CheckResult } from "../check.ts";
import { createCheckContext, type PlayOptions } from "../check_context.ts";
import { createScriptedPolicy } from "../episode_script.ts";
import { createLocalSubject } from "../local_subject.ts";
import { runChecks } from "../run_checks.ts";
import { SEMANTIC_CHECKS } from "./semantic.ts";

const REWARD = { range: [0, 1], oracle_tolerance: 0, floor_margin: 0.1, variance_tolerance: null } as const;

/** How one environment is checked. */
interface Setup {
  readonly environment?: AnyImplementation;
  readonly play?: PlayOptions;
  readonly canaries?: string;
}

async function check({ environment = guessEnvironment(), play, canaries }: Setup): Promise<CheckReport> {
  const declared = SOUND_MANIFEST.replace("{ verifier:", "{ canaries: canaries.jsonl, verifier:");
  const context = createCheckContext({
    subject: createLocalSubject(environment),
    play: { reward: REWARD, oracle: guessRight, ...play },
    ...(canaries !== undefined && {
      manifest: readManifest(declared).manifest,
      files: memoryPackage({ "canaries.jsonl": canaries }),
    }),
  });
  return await runChecks(SEMANTIC_CHECKS, context, { levels: ["semantic"], target: "guess" });
}

function outcomes({ results }: CheckReport): Record<string, string> {
  return Object.fromEntries(results.map(({ check_id, status }) => [check_id.replace("semantic.", ""), status]));
}

function find({ results }: CheckReport, id: string): CheckResult {
  return results.find(({ check_id }) => check_id === id)!;
}

/** One environment with one fault: the check that finds it, and what that says. */
type Fault = readonly [what: string, check: string, says: RegExp, setup: Setup];

let calls = 0;
const script = (...numbers: number[]) => numbers.map((number) => ({ number }));

const FAULTS: readonly Fault[] = [
  [
    "an environment without an oracle",
    "semantic.oracle_max",
    /^rewards are declared up to 1, and no oracle shows that they can be had$/,
    { play: { oracle: undefined } },
  ],
  [
    "a range whose top nobody reaches",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 1, less than 2$/,
    { play: { reward: { ...REWARD, range: [0, 2] } } },
  ],
  [
    "rewards above their range",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 1, above the range, which ends at 0\.5$/,
    { play: { reward: { ...REWARD, range: [0, 0.5] } } },
  ],
  [
    "an oracle that gives up",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 0, less than 1; the episode is not over after its 0 steps$/,
    { play: { oracle: () => () => undefined } },
  ],
  [
    "an oracle that throws",
    "semantic.oracle_max",
    /^the oracle threw at seed 1: no idea$/,
    {
      play: {
        oracle: () => {
          throw new Error("no idea");
        },
      },
    },
  ],
  [
    "an oracle whose action is refused",
    "semantic.oracle_max",
    /^the environment failed at step 1 while the oracle played seed 1: VALIDATION_ERROR: .*number/,
    { play: { oracle: () => () => ({ number: 10 }) } },
  ],
  [
    "a script that does not lead to the top",
    "semantic.oracle_max",
    /^seed 3: the oracle's last reward is 0, less than 1$/,
    { play: { oracle: createScriptedPolicy({ seed: 3, options: {}, actions: script(0, 0, 0) }) } },
  ],
  [
    "rewards that everybody gets",
    "semantic.floor_gap",
    /^doing nothing scores 1 on average over 8 episodes, more than 0\.9$/,
    { environment: guessEnvironment({ reward: () => 1 }) },
  ],
  [
    "rewards that random play gets nearly as much of as the oracle",
    "semantic.oracle_gap",
    /^the oracle scores 0\.9 on average, and who does not try 0\.8\d*$/,
    {
      environment: guessEnvironment({ reward: ({ isRight }) => isRight ? 0.9 : 0.85 }),
      play: { reward: { ...REWARD, oracle_tolerance: 0.1 } },
    },
  ],
  [
    "an action that is rewarded whatever is asked",
    "semantic.canary_floor",
    /^canary 2 of canaries\.jsonl scores 1, more than 0\.9$/,
    {
      environment: guessEnvironment({ reward: ({ isRight, number }) => isRight || number === 9 ? 1 : 0 }),
      canaries:
        `{ "actions": [] }\n\n{ "reset": { "seed": 2 }, "actions": [{ "number": 9 }, { "number": 9 }, { "number": 9 }] }\n`,
    },
  ],
  [
    "canaries whose actions are refused",
    "semantic.canary_floor",
    /^canary 1 of canaries\.jsonl: the environment failed at step 1 while it played seed 1: VALIDATION_ERROR/,
    { canaries: '{ "actions": [{ "digit": 1 }] }' },
  ],
  [
    "canaries that cannot be read",
    "semantic.canary_floor",
    /^Cannot use canary 1 of canaries\.jsonl: actions is a list of objects$/,
    { canaries: '{ "actions": 7 }' },
  ],
  [
    "rewards that go down with every episode of a session",
    "semantic.verifier_determinism",
    /^step 1 of the same episode \(seed 1\) got 1, 1, 1, 0\.9, 0\.8, 0\.7 in 6 runs: a variance of 0\.01/,
    { environment: guessEnvironment({ reward: ({ isRight, episodes }) => isRight ? 1 - (episodes - 1) / 10 : 0 }) },
  ],
  [
    "a judge that varies more than it declares",
    "semantic.verifier_determinism",
    /^step 1 of the same episode \(seed 1\) got .* in 6 runs: a variance of 0\.00/,
    {
      environment: guessEnvironment({ reward: ({ isRight }) => isRight ? (calls++ % 2 === 0 ? 1 : 0.92) : 0 }),
      play: { reward: { ...REWARD, oracle_tolerance: 0.1, variance_tolerance: 0.001 } },
    },
  ],
  [
    "a world that moves when its state is read",
    "semantic.replayability",
    /^step 1 got 1 when it was played, and 0 when it was replayed \(seed 1\)$/,
    { environment: guessEnvironment({ stateDraws: true }) },
  ],
];

for (const [what, id, says, setup] of FAULTS) {
  Deno.test(`SEMANTIC_CHECKS find ${what}, by ${id} alone`, async () => {
    const report = await check(setup);
    const failed = report.results.filter(({ status }) => status === "fail" || status === "error");
    assert.deepEqual(failed.map(({ check_id, status }) => [check_id, status]), [[id, "fail"]]);
    const { evidence, remediation, measured } = find(report, id);
    assert.match(evidence[0]!, says);
    assert.ok(remediation && "expected" in measured && "seen" in measured);
    assert.equal(report.verdict, "fail");
  });
}

const PASSED = {
  oracle_max: "pass",
  floor_gap: "pass",
  oracle_gap: "pass",
  verifier_determinism: "pass",
  replayability: "pass",
};

Deno.test("SEMANTIC_CHECKS pass an environment whose rewards mean something", async () => {
  const report = await check({});
  assert.deepEqual(outcomes(report), PASSED);
  assert.equal(report.verdict, "pass");
  const { measured } = find(report, "semantic.oracle_max");
  assert.deepEqual(Object.keys(measured.scores as object), ["1", "2", "3", "4", "5", "6", "7", "8"]);
});

Deno.test("SEMANTIC_CHECKS say which seed and which actions show a failure", async () => {
  const { measured } = find(
    await check({ play: { reward: { ...REWARD, range: [0, 2] }, seed: 5 } }),
    "semantic.oracle_max",
  );
  assert.equal(measured.seed, 5);
  assert.deepEqual((measured.actions as unknown[]).length, 1);
  assert.deepEqual([measured.expected, measured.seen], ["a score of at least 2 and at most 2 on every seed", 1]);
});

Deno.test("SEMANTIC_CHECKS take a judge that varies within what it declares", async () => {
  const environment = guessEnvironment({ reward: ({ isRight }) => isRight ? (calls++ % 2 === 0 ? 1 : 0.92) : 0 });
  const reward = { ...REWARD, oracle_tolerance: 0.1, variance_tolerance: 0.01 };
  assert.deepEqual(outcomes(await check({ environment, play: { reward } })), PASSED);
});

Deno.test("SEMANTIC_CHECKS add rewards up where the score is the return", async () => {
  const environment = guessEnvironment({ reward: ({ isRight }) => isRight ? 0.75 : 0.25 });
  const oracle = async ({ state }: Parameters<typeof guessRight>[0]) => {
    const { secret } = await state() as { secret: number };
    const numbers = script((secret + 1) % 10, secret).values();
    return () => numbers.next().value;
  };
  assert.equal(outcomes(await check({ environment, play: { oracle } })).oracle_max, "fail");
  const summed = await check({ environment, play: { oracle, score: "return" } });
  assert.equal(outcomes(summed).oracle_max, "pass");
  assert.deepEqual(find(summed, "semantic.oracle_max").measured.score, "return");
});

Deno.test("SEMANTIC_CHECKS play a script on its own seed, once", async () => {
  const oracle = createScriptedPolicy({
    seed: 11,
    options: { episode_id: "scripted" },
    actions: script(...Array(10).keys()),
  });
  const { results } = await check({ play: { oracle, reward: { ...REWARD, oracle_tolerance: 1 } } });
  assert.deepEqual(Object.keys(results[0]!.measured.scores as object), ["11"]);
});

Deno.test("SEMANTIC_CHECKS are skipped, with the reason, where they cannot run", async () => {
  const reasons = async (setup: Setup) => {
    const { results, verdict } = await check(setup);
    assert.equal(verdict, "warn");
    assert.deepEqual(results.map(({ status }) => status), Array(5).fill("skip"));
    return [...new Set(results.flatMap(({ evidence }) => evidence))];
  };
  assert.deepEqual(await reasons({ play: { reward: undefined } }), [
    "the range of rewards is not declared (validation.reward)",
  ]);
  const broken = guessEnvironment();
  const environment = { ...broken, factory: () => Promise.reject(new Error("no world today")) };
  assert.deepEqual(await reasons({ environment: environment as AnyImplementation }), [
    "unmet dependency: runtime.startup",
  ]);
});

Deno.test("SEMANTIC_CHECKS leave a world that varies to runtime.episode_determinism", async () => {
  const report = await check({ environment: guessEnvironment({ unseeded: true }) });
  for (const id of ["semantic.verifier_determinism", "semantic.replayability"]) {
    assert.deepEqual(find(report, id).evidence, ["unmet dependency: runtime.episode_determinism"]);
  }
});
