import { type Manifest, toNormalizedManifest } from "@openenv/registry/manifest";
import {
  type Check,
  type CheckContext,
  type CheckReport,
  type CheckResult,
  CHECKS,
  type Finding,
  runChecks,
  type RunChecksOptions,
} from "@openenv/testing";
import type { JobOutcome } from "./job_record.ts";
import { createUrlChecks } from "./url_checks.ts";

/** Options for {@linkcode toReport}: the levels, and what the report says of the target. */
export interface ReportOptions extends Pick<RunChecksOptions, "levels" | "target" | "digest"> {
  /** The manifest; absent if there is none. */
  readonly manifest?: Manifest;
}

/**
 * Makes the report of results from two places: this process, and a worker that may have ended early. Checks that did
 * not run are in it as skipped, with the reason.
 *
 * @param options The levels, and what the report says of the target.
 * @param context Decides which checks apply, if the worker ended before it knew.
 * @param found The results of this process.
 * @param outcome The outcome of the worker's job.
 */
export async function toReport(
  options: ReportOptions,
  context: CheckContext,
  found: readonly CheckResult[],
  outcome: JobOutcome,
): Promise<CheckReport> {
  const results = new Map([...found, ...outcome.results].map((result) => [result.check_id, result]));
  const ids = outcome.ids ?? CHECKS.filter(({ level }) => level !== "static" && options.levels.includes(level))
    .filter((check) => check.applies?.(context) ?? true).map(({ id }) => id);
  const checks = [...createUrlChecks(""), ...CHECKS].filter(({ id }) => results.has(id) || ids.includes(id))
    .map((check): Check => ({
      ...check,
      applies: undefined,
      run: () => {
        const result = results.get(check.id);
        return result === undefined ? explainMissing(check, outcome) : { status: result.status };
      },
    }));
  const manifest = options.manifest === undefined ? null : toNormalizedManifest(options.manifest);
  const report = await runChecks(checks, context, { ...options, manifest: manifest && { ...manifest } });
  return {
    ...report,
    levels_run: outcome.unplayed === undefined ? report.levels_run : [1],
    results: report.results.map((result) => results.get(result.check_id) ?? { ...result, duration_s: 0 }),
  };
}

/** Makes the finding of a check that did not run; what blocked the job is the finding of `runtime.startup`. */
function explainMissing({ id }: Check, { results, blocked, unplayed }: JobOutcome): Finding {
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
