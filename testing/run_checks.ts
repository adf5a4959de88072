import { messageOf, OpenEnvError } from "@openenv/core";
import type { Check, CheckContext, CheckLevel, CheckReport, CheckResult, Finding, Verdict } from "./findings/check.ts";
import { isByDesign } from "./findings/findings.ts";
import { showJson } from "./json/json_values.ts";

/** The version of the list of checks and of their severities: the reference's, and what we add to it. */
export const POLICY_VERSION = "v2+deno.1";

/** The levels, each one including those before it. */
export const CHECK_LEVELS: readonly CheckLevel[] = ["static", "runtime", "semantic"];

/** The most characters of a value that a line shows. */
const MAX_SHOWN = 400;

/** The keys of `measured` that have a line of their own, in this order; the others are in the report only. */
const SHOWN = ["expected", "seen", "seed", "options", "actions"] as const;

/** Options for {@linkcode runChecks}. */
export interface RunChecksOptions {
  /** The levels to run, see {@linkcode levelsUpTo}. */
  readonly levels: readonly CheckLevel[];
  /** The name of the subject in the report. */
  readonly target: string;
  /** The SHA-256 of the package's files. Default: empty, without a package. */
  readonly digest?: string;
  /** The normalized manifest. Default: `null`. */
  readonly manifest?: Readonly<Record<string, unknown>> | null;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
  /** Called before each check. */
  readonly onStart?: (check: Check) => void;
  /** Called after each check. */
  readonly onResult?: (result: CheckResult, check: Check) => void;
}

/**
 * Runs checks one after another, level by level, and reports what they find.
 *
 * A check that throws has the status `error`; the ones after it run all the same.
 *
 * @param checks The checks.
 * @param context The input of the checks.
 * @param options The levels, and what the report says of the target.
 * @returns The report.
 *
 * @example
 * ```ts
 * import { type Check, createCheckContext, createLocalSubject, runChecks } from "@openenv/testing";
 * import { defineEnvironment } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int() }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: n }),
 * }));
 * const named: Check = {
 *   id: "runtime.named",
 *   level: "runtime",
 *   severity: "warn",
 *   summary: "the environment has a name",
 *   run: ({ subject }) => ({ status: subject?.target === "" ? "fail" : "pass" }),
 * };
 *
 * const context = createCheckContext({ subject: createLocalSubject(environment) });
 * const report = await runChecks([named], context, { levels: ["runtime"], target: "double" });
 * assert.equal(report.verdict, "pass");
 * ```
 */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  options: RunChecksOptions,
): Promise<CheckReport> {
  const { levels, target, digest = "", manifest = null, now = () => performance.now() } = options;
  const chosen = CHECK_LEVELS.filter((level) => levels.includes(level));
  const ran: { readonly check: Check; readonly result: CheckResult }[] = [];
  for (const check of chosen.flatMap((level) => checks.filter((candidate) => candidate.level === level))) {
    if (!applies(check, context)) continue;
    options.onStart?.(check);
    const began = now();
    const { status, measured = {}, evidence = [], remediation = null } = await runGuarded(check, context);
    const duration_s = Math.max(0, now() - began) / 1000;
    const result: CheckResult = { check_id: check.id, status, measured, evidence, remediation, duration_s };
    ran.push({ check, result });
    options.onResult?.(result, check);
  }
  const isShort = chosen.length === 1 && chosen[0] === "static" && manifest?.execution === undefined;
  return {
    report_schema_version: isShort ? "1" : "2",
    target,
    source_digest: digest,
    signature: "openenv.yaml",
    manifest,
    policy_version: POLICY_VERSION,
    lane: "local",
    levels_run: chosen.map((level) => CHECK_LEVELS.indexOf(level) + 1),
    results: ran.map(({ result }) => result),
    verdict: verdictOf(ran),
  };
}

/**
 * Returns the levels that a ceiling includes.
 *
 * @example
 * ```ts
 * import { levelsUpTo } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(levelsUpTo("runtime"), ["static", "runtime"]);
 * ```
 */
export function levelsUpTo(ceiling: CheckLevel): readonly CheckLevel[] {
  return CHECK_LEVELS.slice(0, CHECK_LEVELS.indexOf(ceiling) + 1);
}

/** Checks whether a check applies; one that can't tell is run, and reports what is wrong. */
function applies(check: Check, context: CheckContext): boolean {
  try {
    return check.applies?.(context) ?? true;
  } catch {
    return true;
  }
}

async function runGuarded(check: Check, context: CheckContext): Promise<Finding> {
  try {
    return await check.run(context);
  } catch (thrown) {
    const message = messageOf(thrown);
    const code = thrown instanceof OpenEnvError ? thrown.code : undefined;
    if (code === "UNDRAWABLE_SCHEMA") return { status: "skip", evidence: [message] };
    const stack = thrown instanceof Error && code === undefined ? thrown.stack?.split("\n").slice(1, 4) ?? [] : [];
    const evidence = [`the check itself broke: ${message}`, ...stack.map((line) => line.trim())];
    return { status: "error", measured: code === undefined ? {} : { code }, evidence };
  }
}

function verdictOf(ran: readonly { readonly check: Check; readonly result: CheckResult }[]): Verdict {
  const failed = ({ check, result }: (typeof ran)[number]) => result.status === "fail" ? check.severity : undefined;
  if (ran.some((one) => one.result.status === "error" || failed(one) === "fail")) return "fail";
  const isOpen = ({ result }: (typeof ran)[number]) => result.status === "skip" && !isByDesign(result);
  return ran.some((one) => isOpen(one) || failed(one) === "warn") ? "warn" : "pass";
}

/**
 * Describes one result for people: its id and status, what happened, what was expected and seen, how to see it again,
 * what to change.
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
  const text = typeof value === "string" ? value : showJson(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
}
