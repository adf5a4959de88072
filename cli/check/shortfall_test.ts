import type { CheckReport, CheckResult, CheckStatus } from "@openenv/testing";
import assert from "node:assert/strict";
import { findShortfall } from "./shortfall.ts";

function result(check_id: string, status: CheckStatus, measured: CheckResult["measured"] = {}): CheckResult {
  return { check_id, status, measured, evidence: [`${check_id} was ${status}`], remediation: null, duration_s: 0 };
}

function report(verdict: CheckReport["verdict"], ...results: readonly CheckResult[]): CheckReport {
  return { verdict, results } as unknown as CheckReport;
}

const STATIC = result("static.manifest", "pass");
const LEVELS = ["static", "runtime"] as const;

Deno.test("findShortfall() names the levels of which nothing ran, and the first reason", () => {
  const skipped = report("warn", STATIC, result("runtime.startup", "skip"), result("runtime.aliasing", "skip"));
  assert.deepEqual(findShortfall(skipped, LEVELS), { levels: ["runtime"], reason: "runtime.startup was skip" });
  const absent = report("pass", STATIC);
  assert.deepEqual(findShortfall(absent, LEVELS), { levels: ["runtime"], reason: "none of their checks applies" });
});

Deno.test("findShortfall() is content with one check that ran, but not with one that can't run by design", () => {
  assert.equal(
    findShortfall(
      report("warn", STATIC, result("runtime.startup", "pass"), result("runtime.aliasing", "skip")),
      LEVELS,
    ),
    undefined,
  );
  const byDesign = result("runtime.resource_bounds", "skip", { by_design: true });
  assert.deepEqual(findShortfall(report("pass", STATIC, byDesign), LEVELS)?.levels, ["runtime"]);
});

Deno.test("findShortfall() leaves a failure alone", () => {
  assert.equal(findShortfall(report("fail", STATIC, result("runtime.startup", "skip")), LEVELS), undefined);
});
