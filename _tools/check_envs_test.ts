import assert from "node:assert/strict";
import { compareReport } from "./check_envs.ts";

const RESULT = { measured: {}, evidence: ["it takes a host"], remediation: null, duration_s: 0 };

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
