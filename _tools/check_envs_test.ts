import assert from "node:assert/strict";
import { compareReport } from "./check_envs.ts";

const RESULT = { measured: {}, evidence: ["it takes a host"], remediation: null, duration_s: 0 };

Deno.test("compareReport() takes failures that are listed as such", () => {
  const results = [{ ...RESULT, check_id: "semantic.oracle_max", status: "fail" as const }];
  assert.deepEqual(compareReport({ results }, {}, { "semantic.oracle_max": "a reason" }), []);
  assert.deepEqual(compareReport({ results }, {}, { "semantic.floor_gap": "a reason" }), [
    "semantic.oracle_max: fail, it takes a host",
    "semantic.floor_gap: passes, and is listed as an exception",
  ]);
  const skipped = [{ ...RESULT, check_id: "semantic.oracle_max", status: "skip" as const }];
  assert.deepEqual(compareReport({ results: skipped }, {}, { "semantic.oracle_max": "a reason" }), [
    "semantic.oracle_max: skip, it takes a host",
  ]);
});

Deno.test("compareReport() takes skips that are listed, and nothing else", () => {
  const results = [
    { ...RESULT, check_id: "runtime.startup", status: "pass" as const },
    { ...RESULT, check_id: "runtime.network_policy", status: "skip" as const },
    { ...RESULT, check_id: "runtime.aliasing", status: "skip" as const },
    { ...RESULT, check_id: "semantic.floor_gap", status: "fail" as const },
  ];
  const expected = { "runtime.network_policy": "a reason", "semantic.floor_gap": "a reason", "runtime.startup": "old" };
  assert.deepEqual(compareReport({ results }, expected), [
    "runtime.aliasing: skip, it takes a host",
    "semantic.floor_gap: fail, it takes a host",
    "runtime.startup: passes, and is listed as an exception",
  ]);
});
