import { messageOf, OpenEnvError } from "@openenv/core";
import type { Check, CheckContext, CheckLevel, CheckReport, CheckResult, Finding, Verdict } from "./check.ts";

/** The version of the list of checks and of their severities: the reference's, and what we add to it. */
export const POLICY_VERSION = "v2+deno.1";

/** The levels, each one including those before it. */
export const CHECK_LEVELS: readonly CheckLevel[] = ["static", "runtime", "semantic"];

/** What {@linkcode runChecks} takes. */
export interface RunChecksOptions {
  /** The levels to run; `levelsUpTo` makes them of a ceiling. */
  readonly levels: readonly CheckLevel[];
  /** What is checked, as the report names it. */
  readonly target: string;
  /** The SHA-256 of the package's files. Default: empty, for what is no package. */
  readonly digest?: string;
  /** The manifest, normalized as the report has it. Default: `null`. */
  readonly manifest?: Readonly<Record<string, unknown>> | null;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
  /** Told before each check. */
  readonly onStart?: (check: Check) => void;
  /** Told after each check. */
  readonly onResult?: (result: CheckResult, check: Check) => void;
}

/**
 * Runs checks one after another, level by level, and makes a report of what they found.
 *
 * A check that throws has the status `error`; the ones after it run all the same.
 *
 * @param checks The checks.
 * @param context What they work on.
 * @param options Which levels, and what the report says of the target.
 * @returns The report.
 *
 * @example
 * ```ts
 * import { type Check, createCheckContext, runChecks } from "@openenv/testing";
 * import { createLocalSubject } from "@openenv/testing";
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
 * The levels that a ceiling includes.
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

/** A check that can't tell whether it applies is run, so that what is wrong comes out there. */
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
  return ran.some((one) => one.result.status === "skip" || failed(one) === "warn") ? "warn" : "pass";
}
