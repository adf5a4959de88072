import {
  type Check,
  type CheckContext,
  type CheckLevel,
  type CheckReport,
  type CheckResult,
  CHECKS,
  createCheckContext,
  type Finding,
  runChecks,
} from "@openenv/testing";
import type { JobOutcome } from "./job_record.ts";
import { createUrlChecks } from "./url_checks.ts";

/** What a report says beside its results. */
export interface ReportHead {
  /** What was checked. */
  readonly target: string;
  /** The levels that were asked for. */
  readonly levels: readonly CheckLevel[];
  /** The digest of the package; absent without one. */
  readonly digest?: string;
  /** The manifest, normalized. */
  readonly manifest?: Readonly<object> | null;
  /** What decides which checks apply, where nobody came so far as to say. */
  readonly context?: CheckContext;
}

/**
 * Makes the report of results that were found in two places: here, and in a worker that may not have come to its end.
 * Checks that did not run are in it as skipped, with the reason.
 */
export async function toReport(
  { target, levels, digest, manifest = null, context = createCheckContext({}) }: ReportHead,
  found: readonly CheckResult[],
  outcome: JobOutcome & { readonly unplayed?: string },
): Promise<CheckReport> {
  const results = new Map([...found, ...outcome.results].map((result) => [result.check_id, result]));
  const known = [...createUrlChecks(""), ...CHECKS];
  const ids = outcome.ids ?? (found.length === 0 || levels.length > 1 ? applicable(context, levels) : []);
  const checks = known.filter(({ id }) => results.has(id) || ids.includes(id))
    .map((check): Check => ({
      ...check,
      applies: undefined,
      run: () => {
        const result = results.get(check.id);
        return result === undefined ? missing(check, outcome) : { status: result.status };
      },
    }));
  const report = await runChecks(checks, context, {
    levels,
    target,
    digest,
    manifest: manifest as Readonly<Record<string, unknown>> | null,
  });
  return {
    ...report,
    levels_run: outcome.unplayed === undefined ? report.levels_run : [1],
    results: report.results.map((result) => results.get(result.check_id) ?? { ...result, duration_s: 0 }),
  };
}

function applicable(context: CheckContext, levels: readonly CheckLevel[]): string[] {
  const chosen = CHECKS.filter(({ level }) => level !== "static" && levels.includes(level));
  return chosen.filter((check) => check.applies?.(context) ?? true).map(({ id }) => id);
}

/** What a check that did not run comes to: what kept it from running is the finding of `runtime.startup`. */
function missing({ id }: Check, { results, blocked, unplayed }: JobOutcome & { readonly unplayed?: string }): Finding {
  if (unplayed !== undefined) return { status: "skip", evidence: [unplayed] };
  if (id === "runtime.startup" && blocked !== undefined) {
    return {
      status: "fail",
      measured: { expected: "an environment that can be loaded", seen: blocked },
      evidence: [blocked],
      remediation: "Make it load: a module whose default export is an environment, or a server that answers, " +
        "whose token, if it asks for one, is in OPENENV_TOKEN",
    };
  }
  const hasStarted = results.some(({ check_id }) => check_id === "runtime.startup");
  return {
    status: "skip",
    evidence: [`unmet dependency: ${hasStarted ? results.at(-1)!.check_id : "runtime.startup"}`],
  };
}
