import assert from "node:assert/strict";
import type { EpisodeContext } from "../../core/context.ts";
import { isImplementation } from "../../core/contract/contract.ts";
import { DECLARED_FAULTS, SOUND_RUBRIC, TASKS } from "../testing_fixtures/faults/declared_faults.ts";
import { EPISODE_FAULTS } from "../testing_fixtures/faults/episode_faults.ts";
import type { Fault } from "../testing_fixtures/faults/fault.ts";
import { RESULT_FAULTS } from "../testing_fixtures/faults/result_faults.ts";
import { changing, type Returned, Walk, walk, type WalkAction } from "../testing_fixtures/faults/walk.ts";
import { declareTools, TOOL_FAULTS, TOOL_WALK } from "../testing_fixtures/faults/tool_faults.ts";
import { NAMING_FAULTS, WALK_README } from "../testing_fixtures/faults/naming_faults.ts";
import { memoryPackage } from "../testing_fixtures/memory_package.ts";
import { HOST_FAULTS, hostedManifest, hostedWalk } from "../testing_fixtures/faults/host_faults.ts";
import { WIRE_FAULTS } from "../testing_fixtures/faults/wire_faults.ts";
import type { Check, CheckReport } from "../findings/check.ts";
import { createCheckContext } from "../check_context.ts";
import { createLocalSubject } from "../subjects/local_subject.ts";
import { runChecks } from "../run_checks.ts";
import { deadlineCheck } from "./runtime/deadline_check.ts";
import { RUNTIME_CHECKS } from "./all_checks.ts";

/** A step that lives on is waited for no longer than this. */
const GRACE_MS = 20;

const CHECKS = RUNTIME_CHECKS.map((check) => check.id === "runtime.deadline_obeyed" ? deadlineCheck(GRACE_MS) : check);

const FAULTS: readonly Fault[] = [
  ...RESULT_FAULTS,
  ...EPISODE_FAULTS,
  ...DECLARED_FAULTS,
  ...WIRE_FAULTS,
  ...TOOL_FAULTS,
  ...HOST_FAULTS,
  ...NAMING_FAULTS,
];

function check(
  { subject: given, manifest, files, play }: Pick<Fault, "subject" | "manifest" | "files" | "play">,
  checks: readonly Check[] = CHECKS,
): Promise<CheckReport> {
  const subject = isImplementation(given) ? createLocalSubject(given) : given;
  const context = createCheckContext({
    ...{ subject, manifest, play: { episodes: 4, maxSteps: 20, ...play } },
    ...(files !== undefined && { files: memoryPackage(files) }),
  });
  return runChecks(checks, context, { levels: ["runtime"], target: "walk" });
}

for (const fault of FAULTS) {
  Deno.test(`RUNTIME_CHECKS find by ${fault.check}: ${fault.name}`, async () => {
    const { results } = await check(fault);
    const wrong = results.filter(({ status }) => status === "fail" || status === "error");
    assert.deepEqual(wrong.map(({ check_id, status }) => [check_id, status]), [[fault.check, "fail"]], describe(wrong));
    const { measured, evidence, remediation } = wrong[0]!;
    assert.ok(evidence.length > 0 && remediation !== null);
    assert.ok("expected" in measured && "seen" in measured, describe(wrong));
    if (fault.needsNoEpisode) return;
    assert.ok(Number.isSafeInteger(measured.seed) && Array.isArray(measured.actions), describe(wrong));
  });
}

Deno.test("RUNTIME_CHECKS have a fault for each check that can fail here", () => {
  const found = new Set(FAULTS.map((fault) => fault.check));
  assert.deepEqual(RUNTIME_CHECKS.map(({ id }) => id).filter((id) => !found.has(id)), []);
});

Deno.test("RUNTIME_CHECKS pass a sound environment whose host holds it in", async () => {
  const { results, verdict } = await check({ subject: hostedWalk(), manifest: hostedManifest() });
  assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
  const { measured } = results.find(({ check_id }) => check_id === "runtime.resource_bounds")!;
  assert.deepEqual([measured.cpu_s, measured.memory_mb, measured.disk_mb], [0.5, 100, 0]);
});

Deno.test("RUNTIME_CHECKS pass a README that names what the contract has", async () => {
  const { results } = await check({ subject: walk(() => new Walk()), files: { "README.md": WALK_README } });
  assert.equal(results.find(({ check_id }) => check_id === "runtime.readme_keys")?.status, "pass");
});

Deno.test("RUNTIME_CHECKS skip what a host cannot know of an environment that may start programs", async () => {
  const manifest = hostedManifest("{ run: true }");
  const { results } = await check({ subject: hostedWalk(), manifest });
  assert.deepEqual(
    results.filter(({ status }) => status !== "pass").map(({ check_id, status }) => [check_id, status]),
    [
      ["runtime.network_policy", "skip"],
      ["runtime.host_containment", "skip"],
      ["runtime.oracle_containment", "skip"],
    ],
  );
});

Deno.test("RUNTIME_CHECKS pass sound environments of every kind", async () => {
  class Later extends Walk {
    override async step(action: WalkAction, context: EpisodeContext): Promise<Returned> {
      return await super.step(action, context);
    }
  }
  const sound = [
    walk(() => new Walk()),
    walk(() => new Later()),
    walk(() => new Walk(), { tasks: TASKS }),
    walk(() => new Walk(), { requiresReset: false, maxSteps: 7 }),
    walk(() => new Walk(), { allowStepAfterDone: true, maxSessions: 1 }),
    TOOL_WALK,
  ];
  for (const subject of sound) {
    const { results, verdict } = await check({ subject });
    assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
  }
});

Deno.test("RUNTIME_CHECKS pass declared tools, and play them", async () => {
  const { results } = await check({ subject: TOOL_WALK, manifest: declareTools("look, stride") });
  const measuredBy = (id: string) => {
    const { status, measured } = results.find(({ check_id }) => check_id === id)!;
    return { status, measured };
  };
  assert.deepEqual(measuredBy("runtime.tool_declaration_accuracy"), { status: "pass", measured: { tools: 2 } });
  // Of an unknown tool, each with an argument too many, and of stride without by and with a wrong one.
  assert.deepEqual(measuredBy("runtime.tool_arguments"), { status: "pass", measured: { calls: 5 } });
  assert.deepEqual(measuredBy("runtime.reward_well_formed").measured.rewards, [0, 1]);
});

Deno.test("RUNTIME_CHECKS pass tasks where the reset options choose one", async () => {
  for (const resetOptions of [{ split: "train", index: 3 }, { index: 3 }, { task_id: "train-3" }]) {
    const { results, verdict } = await check({
      subject: walk(() => new Walk(), { tasks: TASKS }),
      play: { resetOptions },
    });
    assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
  }
});

Deno.test("RUNTIME_CHECKS hold no return against an episode that is not over", async () => {
  const Costs = changing((result) => ({ ...result, reward: result.terminated ? 2 : -0.1 }));
  const reward = { range: [0, 2] as const, oracle_tolerance: 0, floor_margin: 0.1, variance_tolerance: null };
  const play = { reward, score: "return", maxSteps: 3 } as const;
  const { results, verdict } = await check({ subject: walk(() => new Costs()), play });
  assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
});

Deno.test("RUNTIME_CHECKS blame a random policy that throws once, and not the environment", async () => {
  const randomPolicy = () => {
    throw new Error("no idea");
  };
  const { results, verdict } = await check({ subject: walk(() => new Walk()), play: { randomPolicy } }, RUNTIME_CHECKS);
  const [startup, ...others] = results;
  assert.deepEqual([verdict, startup!.status, startup!.evidence], ["fail", "error", [
    "the random policy threw at seed 1: no idea",
  ]]);
  const reason = "unmet dependency: runtime.startup, since the random policy threw at seed 1: no idea";
  assert.deepEqual([...new Set(others.flatMap(({ status, evidence }) => [status, ...evidence]))], ["skip", reason]);
});

Deno.test("RUNTIME_CHECKS keep no more of huge observations than they can hold", async () => {
  const sound = walk(() => {
    const inner = new Walk();
    const swell = ({ observation, ...rest }: Returned) => {
      return { ...rest, observation: { ...observation, extra: "x".repeat(4 << 20) }, terminated: false };
    };
    return {
      reset: (options, context) => swell(inner.reset(options, context) as Returned),
      step: () => swell({ observation: { at: 1 }, reward: 0 }),
    };
  });
  const play = { episodes: 2, maxSteps: 50 };
  const { results } = await check({ subject: sound, play }, RUNTIME_CHECKS.slice(0, 1));
  assert.deepEqual(results[0]!.measured, { episodes: 2, steps: 14 });
});

Deno.test("RUNTIME_CHECKS pass a declared rubric tree, and skip what no host here can measure", async () => {
  const { results } = await check(SOUND_RUBRIC);
  const statusOf = (id: string) => results.find(({ check_id }) => check_id === id)?.status;
  assert.deepEqual(
    [statusOf("runtime.rubric_introspectable"), statusOf("runtime.reward_attribution")],
    ["pass", "pass"],
  );
  const others = results.filter(({ status }) => status !== "pass").map(({ check_id, status }) => [check_id, status]);
  assert.deepEqual(others, [
    ["runtime.resource_bounds", "skip"],
    ["runtime.permissions", "skip"],
    ["runtime.network_policy", "skip"],
    ["runtime.host_containment", "skip"],
    ["runtime.oracle_containment", "skip"],
  ]);
});

function describe(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
