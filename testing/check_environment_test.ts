import assert from "node:assert/strict";
import { z } from "zod";
import { parseManifest } from "../registry/manifest/read_manifest.ts";
import { Walk, walk, type WalkAction } from "./testing_fixtures/faults/walk.ts";
import gridWorld from "../envs/grid_world_env/environment.ts";
import type { CheckReport } from "./findings/check.ts";
import { assertEnvironment, checkEnvironment } from "./check_environment.ts";
import type { CheckFailedError } from "./testing_errors.ts";

const sound = walk(() => new Walk());
const RUNTIME = { level: "runtime", episodes: 3, maxSteps: 20 } as const;

class Throws extends Walk {
  override step({ by }: WalkAction): never {
    throw new Error(`cannot walk by ${by}`);
  }
}

function statusOf({ results }: CheckReport, id: string): string | undefined {
  return results.find(({ check_id }) => check_id === id)?.status;
}

Deno.test("checkEnvironment() passes a sound environment, without permissions", { permissions: "none" }, async () => {
  const { verdict, levels_run, target, source_digest } = await checkEnvironment(sound, RUNTIME);
  assert.deepEqual([verdict, levels_run, target, source_digest], ["pass", [2], "walk", ""]);
});

Deno.test("checkEnvironment() finds grid_world sound, and the same for every seed unless told to start at random", async () => {
  const always = await checkEnvironment(gridWorld, RUNTIME);
  assert.deepEqual([always.verdict, statusOf(always, "runtime.seed_variety")], ["warn", "fail"]);
  const random = await checkEnvironment(gridWorld, { ...RUNTIME, resetOptions: { random_start: true } });
  assert.equal(random.verdict, "pass");
});

Deno.test("checkEnvironment() plays as the manifest says, and as its own options say instead", async () => {
  const manifest = parseManifest(`
name: walk
version: "1.0.0"
check: { max_steps: 4, episodes: 2, max_observation_bytes: 10 }
validation:
  reward: { range: [0, 0.5], floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 512, disk_mb: 256, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel } }
  types: { tags: [toy] }
`);
  const report = await checkEnvironment(sound, { level: "runtime", manifest });
  assert.equal(statusOf(report, "runtime.observation_size"), "fail");
  assert.equal(statusOf(report, "runtime.resource_bounds"), "skip");
  const startup = report.results.find(({ check_id }) => check_id === "runtime.startup");
  assert.deepEqual(startup?.measured, { episodes: 2, steps: 8 });
  const other = await checkEnvironment(sound, { level: "runtime", manifest, maxObservationBytes: 1000, maxSteps: 30 });
  assert.equal(statusOf(other, "runtime.observation_size"), "pass");
  assert.equal(statusOf(other, "runtime.reward_well_formed"), "fail");
});

Deno.test("checkEnvironment() fails for a reset option that the environment does not know", async () => {
  const report = await checkEnvironment(gridWorld, { ...RUNTIME, resetOptions: { random_strat: true } });
  const startup = report.results.find(({ check_id }) => check_id === "runtime.startup");
  assert.deepEqual(startup?.evidence, ["the environment knows no reset option random_strat"]);
});

Deno.test("checkEnvironment() skips checks when asked to, and knows their names", async () => {
  const report = await checkEnvironment(sound, { ...RUNTIME, skip: ["runtime.aliasing"] });
  assert.deepEqual([report.verdict, statusOf(report, "runtime.aliasing")], ["warn", "skip"]);
  await assert.rejects(checkEnvironment(sound, { skip: ["runtime.alaising"] }), {
    code: "INVALID_OPTION",
    message: 'Cannot use option skip: there is no check "runtime.alaising"; did you mean "runtime.aliasing"?',
  });
});

Deno.test("checkEnvironment() skips with the reason if no action can be drawn, or a policy's are refused", async () => {
  const twice = walk(() => new Walk(), { action: z.object({ by: z.string().regex(/^(.)\1$/) }) });
  const undrawable = await checkEnvironment(twice, RUNTIME);
  assert.equal(undrawable.verdict, "warn");
  assert.deepEqual(new Set(undrawable.results.map(({ status }) => status)), new Set(["skip"]));
  assert.match(undrawable.results[0]!.evidence[0]!, /^Cannot draw action.by: its pattern /);
  const refused = await checkEnvironment(sound, { ...RUNTIME, randomPolicy: () => () => ({ by: "far" }) });
  assert.equal(refused.verdict, "warn");
  assert.match(refused.results[0]!.evidence[0]!, /^an action drawn from its schema was refused/);
});

Deno.test("checkEnvironment() gives calls the limits of the manifest", async () => {
  class Hangs extends Walk {
    override step(): Promise<never> {
      return new Promise(() => {});
    }
  }
  const manifest = parseManifest("name: walk\nlimits: { step_timeout_ms: 20 }");
  const { results } = await checkEnvironment(walk(() => new Hangs()), { ...RUNTIME, manifest });
  const failed = results.filter(({ status }) => status === "fail");
  assert.deepEqual(failed.map(({ check_id, measured }) => [check_id, measured.code]), [["runtime.startup", "TIMEOUT"]]);
});

Deno.test("assertEnvironment() returns the report of an environment that does not fail", async () => {
  assert.equal((await assertEnvironment(gridWorld, RUNTIME)).verdict, "warn");
});

Deno.test("assertEnvironment() throws what was expected, what was seen, and how to see it again", async () => {
  const broken = walk(() => new Throws());
  await assert.rejects(assertEnvironment(broken, RUNTIME), (error: CheckFailedError) => {
    assert.equal(error.code, "CHECK_FAILED");
    assert.deepEqual(error.data.results.map(({ check_id }) => check_id), ["runtime.startup"]);
    const [headline, , ...lines] = error.message.split("\n");
    assert.match(headline!, /^Cannot accept walk: 1 of \d+ checks failed$/);
    assert.deepEqual(lines.map((line) => line.replace(/\d/g, "N").replace(/file:.*\//, "")), [
      "runtime.startup: fail",
      "  step N failed with EXECUTION_ERROR: cannot walk by N",
      "  at Throws.step (check_environment_test.ts:NN:NN)",
      "  expected every call of an episode is answered with a result",
      "  seen     cannot walk by N",
      "  seed     N",
      '  options  {"episode_id":"openenv-check"}',
      '  actions  [{"by":N}]',
      "  Make reset and step answer every valid call; an episode that went wrong is over, and says so in its result",
    ]);
    return true;
  });
});
