import type { CheckResult } from "./check.ts";

/** How many characters of a value a line shows. */
const MAX_SHOWN = 400;

/** What of `measured` has a line of its own, in this order; anything else is in the report only. */
const SHOWN = ["expected", "seen", "seed", "options", "actions"] as const;

/**
 * Writes what a check found, for people: its id and status, what happened, what was expected and seen, how to see it
 * again, what to change.
 *
 * @param result One result of a report.
 * @returns Some lines, without a newline at the end.
 *
 * @example
 * ```ts
 * import { describeResult } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const text = describeResult({
 *   check_id: "runtime.reward_well_formed",
 *   status: "fail",
 *   measured: { expected: "a finite number", seen: null, seed: 1, options: {}, actions: [{ n: 2 }] },
 *   evidence: ["step 1 had no reward"],
 *   remediation: "Return a reward from every step",
 *   duration_s: 0.01,
 * });
 * assert.match(text, /^runtime.reward_well_formed: fail\n {2}step 1 had no reward\n/);
 * ```
 */
export function describeResult({ check_id, status, measured, evidence, remediation }: CheckResult): string {
  const values = SHOWN.filter((key) => key in measured).map((key) => `  ${key.padEnd(9)}${show(measured[key])}`);
  const advice = remediation === null ? [] : [`  ${remediation}`];
  return [`${check_id}: ${status}`, ...evidence.map((line) => `  ${line}`), ...values, ...advice].join("\n");
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
}
