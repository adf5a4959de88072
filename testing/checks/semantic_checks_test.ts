import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../../core/contract/define_environment.ts";
import type { AnyImplementation } from "../../core/contract/contract.ts";
import type { Environment } from "../../core/environment.ts";
import {
  checkGuess,
  ENDLESS,
  type GuessSetup,
  REWARD,
  script,
  SEMANTIC_FAULTS,
} from "../testing_fixtures/faults/semantic_faults.ts";
import { guessEnvironment, type guessRight } from "../../core/testing_fixtures/guess_environment.ts";
import type { CheckReport, CheckResult } from "../findings/check.ts";
import { createScriptedPolicy } from "../episodes/episode_script.ts";
import { SEMANTIC_CHECKS } from "./all_checks.ts";

function outcomes({ results }: CheckReport): Record<string, string> {
  return Object.fromEntries(results.map(({ check_id, status }) => [check_id.replace("semantic.", ""), status]));
}

function find({ results }: CheckReport, id: string): CheckResult {
  return results.find(({ check_id }) => check_id === id)!;
}

let calls = 0;

for (const [what, id, says, setup] of SEMANTIC_FAULTS) {
  Deno.test(`SEMANTIC_CHECKS find ${what}, by ${id} alone`, async () => {
    const report = await checkGuess(setup);
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
  episode_end: "pass",
  verifier_determinism: "pass",
  replayability: "pass",
};

Deno.test("SEMANTIC_CHECKS pass an environment whose rewards mean something", async () => {
  const report = await checkGuess({});
  assert.deepEqual(outcomes(report), PASSED);
  assert.equal(report.verdict, "pass");
  const { measured } = find(report, "semantic.oracle_max");
  assert.deepEqual(Object.keys(measured.scores as object), ["1", "2", "3", "4", "5", "6", "7", "8"]);
});

Deno.test("SEMANTIC_CHECKS say which seed and which actions show a failure", async () => {
  const { measured } = find(
    await checkGuess({ play: { reward: { ...REWARD, range: [0, 2] }, seed: 5 } }),
    "semantic.oracle_max",
  );
  assert.equal(measured.seed, 5);
  assert.deepEqual((measured.actions as unknown[]).length, 1);
  assert.deepEqual([measured.expected, measured.seen], ["a score of at least 2 and at most 2 on every seed", 1]);
});

Deno.test("SEMANTIC_CHECKS take a judge that varies within what it declares", async () => {
  const environment = guessEnvironment({ reward: ({ isRight }) => isRight ? (calls++ % 2 === 0 ? 1 : 0.92) : 0 });
  const reward = { ...REWARD, oracle_tolerance: 0.1, variance_tolerance: 0.01 };
  assert.deepEqual(outcomes(await checkGuess({ environment, play: { reward } })), PASSED);
});

Deno.test("SEMANTIC_CHECKS add rewards up where the score is the return", async () => {
  const environment = guessEnvironment({ reward: ({ isRight }) => isRight ? 0.75 : 0.25 });
  const oracle = async ({ state }: Parameters<typeof guessRight>[0]) => {
    const { secret } = await state() as { secret: number };
    const numbers = script((secret + 1) % 10, secret).values();
    return () => numbers.next().value;
  };
  assert.equal(outcomes(await checkGuess({ environment, play: { oracle } })).oracle_max, "fail");
  const summed = await checkGuess({ environment, play: { oracle, score: "return" } });
  assert.equal(outcomes(summed).oracle_max, "pass");
  assert.deepEqual(find(summed, "semantic.oracle_max").measured.score, "return");
});

Deno.test("SEMANTIC_CHECKS play a script on its own seed, once", async () => {
  const oracle = createScriptedPolicy({
    seed: 11,
    options: { episode_id: "scripted" },
    actions: script(...Array(10).keys()),
  });
  const { results } = await checkGuess({ play: { oracle, reward: { ...REWARD, oracle_tolerance: 1 } } });
  assert.deepEqual(Object.keys(results[0]!.measured.scores as object), ["11"]);
});

Deno.test("SEMANTIC_CHECKS score a reset to an injected state by the reward of that reset", async () => {
  const environment = defineEnvironment({
    name: "walk",
    action: z.object({ by: z.int().min(0).max(3) }),
    observation: z.object({ at: z.int() }),
    resetOptions: z.object({ injected_state: z.int().default(0) }),
    maxSteps: 3,
  }).implement(() => {
    let at = 0;
    const answer = () => ({ observation: { at }, reward: at >= 30 ? 1 : 0 });
    return { reset: ({ injected_state }) => (at = injected_state, answer()), step: ({ by }) => (at += by, answer()) };
  });
  for (const [injected_state, status] of [[30, "pass"], [29, "fail"]] as const) {
    const oracle = createScriptedPolicy({ seed: 1, options: { injected_state }, actions: [] });
    assert.equal(outcomes(await checkGuess({ environment, play: { oracle } })).oracle_max, status);
  }
});

Deno.test("SEMANTIC_CHECKS find episodes that never end, of the oracle and of all others", async () => {
  const report = await checkGuess(ENDLESS);
  assert.equal(
    find(report, "semantic.oracle_max").evidence[0],
    "seed 1: the oracle's episode is not over after its 5 steps",
  );
  assert.deepEqual(find(report, "semantic.episode_end").evidence, [
    "none of 24 episodes ended within 5 steps, and the contract has no maxSteps",
  ]);
});

Deno.test("SEMANTIC_CHECKS are skipped, with the reason, where they cannot run", async () => {
  const reasons = async (setup: GuessSetup) => {
    const { results, verdict } = await checkGuess(setup);
    assert.equal(verdict, "warn");
    assert.deepEqual(results.map(({ status }) => status), Array(6).fill("skip"));
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

Deno.test("SEMANTIC_CHECKS pass an environment that shows the name of its episode", async () => {
  const { contract, factory } = guessEnvironment();
  const environment: AnyImplementation = {
    contract,
    factory() {
      const inner = factory() as Environment;
      return {
        ...inner,
        reset(options, context) {
          void inner.reset(options, context);
          return { observation: { hint: options.episode_id, salt: 0 } };
        },
      };
    },
  };
  assert.deepEqual(outcomes(await checkGuess({ environment })), PASSED);
});

Deno.test("SEMANTIC_CHECKS leave a world that varies to runtime.episode_determinism", async () => {
  const report = await checkGuess({ environment: guessEnvironment({ unseeded: true }) });
  for (const id of ["semantic.verifier_determinism", "semantic.replayability"]) {
    assert.deepEqual(find(report, id).evidence, ["unmet dependency: runtime.episode_determinism"]);
  }
});

Deno.test("SEMANTIC_CHECKS have a fault for each check that can fail here", () => {
  const found = new Set(SEMANTIC_FAULTS.map(([, check]) => check));
  assert.deepEqual(SEMANTIC_CHECKS.map(({ id }) => id).filter((id) => !found.has(id)), [
    "semantic.episode_end",
    "semantic.no_solution_leakage",
    "semantic.verifier_portability",
  ]);
});
