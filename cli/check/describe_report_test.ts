import type { CheckReport, CheckResult, Verdict } from "@openenv/testing";
import assert from "node:assert/strict";
import { describeReport } from "./describe_report.ts";

function result(check_id: string, given: Partial<CheckResult>): CheckResult {
  return { check_id, status: "pass", measured: {}, evidence: [], remediation: null, duration_s: 0.25, ...given };
}

function report(verdict: Verdict, results: readonly CheckResult[]): CheckReport {
  return {
    report_schema_version: "2",
    target: "walk",
    source_digest: "",
    signature: "openenv.yaml",
    manifest: null,
    policy_version: "v2",
    lane: "local",
    levels_run: [1],
    results,
    verdict,
  };
}

const RESULTS = [
  result("static.manifest", { evidence: ["line 3, column 1: limit is no key of a manifest"] }),
  result("static.readme", {
    status: "fail",
    evidence: ["README.md has no heading"],
    measured: { expected: ["Start"], seen: [] },
    remediation: "Add it",
  }),
  result("runtime.startup", { status: "error", evidence: ["it broke"], measured: { seed: 1, actions: [{ n: 2 }] } }),
  result("semantic.floor_gap", { status: "fail", evidence: ["too easy"] }),
  result("semantic.oracle_max", { status: "skip", evidence: ["unmet dependency: runtime.startup"] }),
];

Deno.test("describeReport() has a line for each check, and more for what is wrong", () => {
  assert.deepEqual(describeReport(report("fail", RESULTS), { colors: false }), [
    "Checking walk",
    "",
    "ok    static.manifest",
    "        line 3, column 1: limit is no key of a manifest",
    "warn  static.readme",
    "        README.md has no heading",
    '        expected ["Start"]',
    "        seen     []",
    "        Add it",
    "ERROR runtime.startup",
    "        it broke",
    "        seed     1",
    '        actions  [{"n":2}]',
    "FAIL  semantic.floor_gap",
    "        too easy",
    "skip  semantic.oracle_max: unmet dependency: runtime.startup",
    "",
    "Verdict: fail (1 pass, 1 fail, 1 warn, 1 skip, 1 error; 1.3 s)",
  ]);
});

Deno.test("describeReport() tells a failure once, and why others were skipped without it", () => {
  const failed = "step 1 failed:\nobservation.hint is missing";
  const lines = describeReport(
    report("fail", [
      result("runtime.startup", {
        status: "skip",
        evidence: [`an episode broke off, see runtime.aliasing: ${failed}`],
      }),
      result("runtime.state_contract", { status: "skip", evidence: ["an episode broke off, see runtime.x: step 2"] }),
      result("runtime.aliasing", { status: "fail", evidence: [failed] }),
    ]),
    { colors: false },
  );
  assert.deepEqual(lines.slice(2, 6), [
    "skip  runtime.startup: an episode broke off, see runtime.aliasing",
    "skip  runtime.state_contract: an episode broke off, see runtime.x: step 2",
    "FAIL  runtime.aliasing",
    "        step 1 failed: observation.hint is missing",
  ]);
});

Deno.test("describeReport() colours the marks and the verdict, and nothing else", () => {
  const lines = describeReport(report("warn", RESULTS.slice(0, 2)), { colors: true });
  assert.deepEqual([lines[2], lines[4], lines.at(-1)], [
    "\x1b[32mok   \x1b[0m static.manifest",
    "\x1b[33mwarn \x1b[0m static.readme",
    "Verdict: \x1b[33mwarn\x1b[0m (1 pass, 1 warn; 0.5 s)",
  ]);
  // deno-lint-ignore no-control-regex -- colours are made of them
  assert.ok(lines.filter((line) => /\x1b/.test(line)).length === 3);
});

Deno.test("describeReport() lets no control character of an environment through", () => {
  const [, , head, line] = describeReport(
    report("fail", [result("runtime.startup", { status: "error", evidence: ["a\x1b[2Jb\r\nc"] })]),
    { colors: false },
  );
  assert.deepEqual([head, line], ["ERROR runtime.startup", "        a [2Jb c"]);
});
