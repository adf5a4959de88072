import { type AnyImplementation, InvalidOptionError, nearestName } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import { createCheckContext, type PlayOptions } from "./check_context.ts";
import { CHECKS } from "./checks/all_checks.ts";
import type { Check, CheckLevel, CheckReport } from "./findings/check.ts";
import { skip as skipped } from "./findings/findings.ts";
import { describeResult, levelsUpTo, runChecks } from "./run_checks.ts";
import { createLocalSubject, type LocalSubjectOptions, toSessionLimits } from "./subjects/local_subject.ts";
import { CheckFailedError } from "./testing_errors.ts";

/** Options for {@linkcode checkEnvironment} and {@linkcode assertEnvironment}. */
export interface CheckEnvironmentOptions extends PlayOptions {
  /** The deepest level to run. Static checks read the files of a package, and never run here. Default: `"semantic"`. */
  readonly level?: Exclude<CheckLevel, "static">;
  /** The manifest of the package, as `parseManifest` reads it. Default: none. */
  readonly manifest?: Manifest;
  /** The ids of checks to skip, such as `runtime.seed_variety`; the report has them as skipped. Default: none. */
  readonly skip?: readonly string[];
  /** How long calls of the environment may take. Default: as the manifest says, or 30 s for a step, 60 s for a reset. */
  readonly limits?: LocalSubjectOptions["limits"];
  /** Logger of the environment. Default: none. */
  readonly log?: LocalSubjectOptions["log"];
}

/**
 * Checks an environment in this process: plays it through the messages and the text of the wire, and reports whether it
 * keeps its promises.
 *
 * `docs/check.md` explains each check. It needs no permission.
 *
 * @param environment The environment, as `contract.implement` returns it.
 * @param options The levels, and how to play.
 * @returns The report; its `verdict` is `"fail"` if something must be fixed.
 * @throws `InvalidOptionError` for the id of a check that does not exist.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { checkEnvironment } from "@openenv/testing";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "dice",
 *   action: z.object({ bet: z.int().min(1).max(6) }),
 *   observation: z.object({ rolled: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { rolled: 0 } }),
 *   step: ({ bet }) => ({ observation: { rolled: 1 + Math.floor(Math.random() * 6) }, reward: bet === 1 ? 1 : 0 }),
 * }));
 *
 * const { verdict, results } = await checkEnvironment(environment, { level: "runtime" });
 * assert.equal(verdict, "fail");
 * assert.deepEqual(
 *   results.filter(({ status }) => status === "fail").map(({ check_id }) => check_id).includes("runtime.episode_determinism"),
 *   true,
 * );
 * ```
 */
export async function checkEnvironment(
  environment: AnyImplementation,
  options: CheckEnvironmentOptions = {},
): Promise<CheckReport> {
  const { level = "semantic", manifest, skip = [], limits, log, ...play } = options;
  const checks = withSkipped(skip);
  const subject = createLocalSubject(environment, { limits: { ...toSessionLimits(manifest?.limits), ...limits }, log });
  const context = createCheckContext({ subject, manifest, play });
  const levels = levelsUpTo(level).filter((one) => one !== "static");
  return await runChecks(checks, context, { levels, target: subject.target });
}

/**
 * Checks an environment as {@linkcode checkEnvironment} does, and throws if it fails: one line in a test.
 *
 * Skipped checks and warnings do not throw.
 *
 * @param environment The environment, as `contract.implement` returns it.
 * @param options The levels, and how to play.
 * @returns The report.
 * @throws `CheckFailedError`, whose message says what was expected, what was seen, and the seed and the actions to see it
 * again.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { assertEnvironment } from "@openenv/testing";
 * import { z } from "zod";
 *
 * const environment = defineEnvironment({
 *   name: "double",
 *   action: z.object({ n: z.int().min(0).max(9) }),
 *   observation: z.object({ n: z.int() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { n: 0 } }),
 *   step: ({ n }) => ({ observation: { n: 2 * n }, reward: n / 9 }),
 * }));
 *
 * Deno.test("double is sound", async () => {
 *   await assertEnvironment(environment, { level: "runtime" });
 * });
 * ```
 */
export async function assertEnvironment(
  environment: AnyImplementation,
  options: CheckEnvironmentOptions = {},
): Promise<CheckReport> {
  const report = await checkEnvironment(environment, options);
  if (report.verdict !== "fail") return report;
  const severe = new Set(CHECKS.filter(({ severity }) => severity === "fail").map(({ id }) => id));
  const results = report.results.filter(({ status, check_id }) =>
    status === "error" || (status === "fail" && severe.has(check_id))
  );
  const details = results.map((result) => describeResult(result)).join("\n\n");
  const count = `${results.length} of ${report.results.length} checks failed`;
  throw new CheckFailedError(`Cannot accept ${report.target}: ${count}\n\n${details}`, { results });
}

function withSkipped(skip: readonly string[]): readonly Check[] {
  const ids = CHECKS.map(({ id }) => id);
  const unknown = skip.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, ids);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    throw new InvalidOptionError(`Cannot use option skip: there is no check "${unknown}"${hint}`, { option: "skip" });
  }
  return CHECKS.map((check) =>
    skip.includes(check.id) ? { ...check, run: () => skipped("left out by the caller") } : check
  );
}
