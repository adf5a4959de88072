import assert from "node:assert/strict";
import type { EpisodeContext } from "../../context.ts";
import { isImplementation } from "../../contract.ts";
import type { StepReturn } from "../../result.ts";
import { DECLARED_FAULTS, SOUND_RUBRIC, TASKS } from "../../testing_fixtures/faults/declared_faults.ts";
import { EPISODE_FAULTS } from "../../testing_fixtures/faults/episode_faults.ts";
import type { Fault } from "../../testing_fixtures/faults/fault.ts";
import { RESULT_FAULTS } from "../../testing_fixtures/faults/result_faults.ts";
import { Walk, walk, type WalkAction, type WalkObservation } from "../../testing_fixtures/faults/walk.ts";
import { WIRE_FAULTS } from "../../testing_fixtures/faults/wire_faults.ts";
import type { CheckReport } from "../check.ts";
import { createCheckContext } from "../check_context.ts";
import { createLocalSubject } from "../local_subject.ts";
import { runChecks } from "../run_checks.ts";
import { deadlineCheck } from "./deadline_checks.ts";
import { RUNTIME_CHECKS } from "./runtime.ts";

/** A step that lives on is waited for no longer than this. */
const GRACE_MS = 20;

const CHECKS = RUNTIME_CHECKS.map((check) => check.id === "runtime.deadline_obeyed" ? deadlineCheck(GRACE_MS) : check);

const FAULTS: readonly Fault[] = [...RESULT_FAULTS, ...EPISODE_FAULTS, ...DECLARED_FAULTS, ...WIRE_FAULTS];

function check({ subject: given, manifest, play }: Pick<Fault, "subject" | "manifest" | "play">): Promise<CheckReport> {
  const subject = isImplementation(given) ? createLocalSubject(given) : given;
  const context = createCheckContext({ subject, manifest, play: { episodes: 4, maxSteps: 20, ...play } });
  return runChecks(CHECKS, context, { levels: ["runtime"], target: "walk" });
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
  const missing = RUNTIME_CHECKS.map(({ id }) => id).filter((id) => !found.has(id));
  assert.deepEqual(missing, [
    "runtime.resource_bounds",
    "runtime.network_policy",
    "runtime.host_containment",
    "runtime.oracle_containment",
    "runtime.tool_declaration_accuracy",
  ]);
});

Deno.test("RUNTIME_CHECKS pass sound environments of every kind", async () => {
  class Later extends Walk {
    override async step(action: WalkAction, context: EpisodeContext): Promise<StepReturn<WalkObservation>> {
      return await super.step(action, context);
    }
  }
  const sound = [
    walk(() => new Walk()),
    walk(() => new Later()),
    walk(() => new Walk(), { tasks: TASKS }),
    walk(() => new Walk(), { requiresReset: false, maxSteps: 7 }),
    walk(() => new Walk(), { allowStepAfterDone: true, maxSessions: 1 }),
  ];
  for (const subject of sound) {
    const { results, verdict } = await check({ subject });
    assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
  }
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
    ["runtime.network_policy", "skip"],
    ["runtime.host_containment", "skip"],
    ["runtime.oracle_containment", "skip"],
  ]);
});

function describe(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
