import { type AnyImplementation, InvalidOptionError, nearestName } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import { CHECKS } from "./all_checks.ts";
import type { Check, CheckLevel, CheckReport } from "./check.ts";
import { createCheckContext, type PlayOptions } from "./check_context.ts";
import { describeResult } from "./describe_result.ts";
import { skip } from "./findings.ts";
import { createLocalSubject, type LocalSubjectOptions, toSessionLimits } from "./local_subject.ts";
import { levelsUpTo, runChecks } from "./run_checks.ts";
import { CheckFailedError } from "./testing_errors.ts";

/** What {@linkcode checkEnvironment} and {@linkcode assertEnvironment} take, beside how to play. */
export interface CheckEnvironmentOptions extends PlayOptions {
  /** The deepest level to run; static checks are about a package's files, and never run here. Default: `"semantic"`. */
  readonly level?: Exclude<CheckLevel, "static">;
  /** What the package declares, as `parseManifest` reads it. Default: nothing. */
  readonly manifest?: Manifest;
  /** The ids of checks to leave out, such as `runtime.seed_variety`; each is in the report as skipped. Default: none. */
  readonly leaveOut?: readonly string[];
  /** How long the environment's calls may take. Default: as the manifest says, or 30 s for a step, 60 s for a reset. */
  readonly limits?: LocalSubjectOptions["limits"];
  /** Takes what the environment logs. Default: nobody. */
  readonly log?: LocalSubjectOptions["log"];
}

/**
 * Checks an environment of this process: plays it, through the messages and the text of the wire, and reports whether it
 * keeps its word.
 *
 * `docs/check.md` explains each check. Needs no permission.
 *
 * @param environment What `contract.implement` returned.
 * @param options How deep, and how to play.
 * @returns The report; its `verdict` is `"fail"` if something must be mended.
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
  const { level = "semantic", manifest, leaveOut = [], limits, log, ...play } = options;
  const checks = withoutSome(leaveOut);
  const subject = createLocalSubject(environment, { limits: { ...toSessionLimits(manifest?.limits), ...limits }, log });
  const context = createCheckContext({ subject, manifest, play });
  const levels = levelsUpTo(level).filter((one) => one !== "static");
  return await runChecks(checks, context, { levels, target: subject.target });
}

/**
 * Checks an environment as {@linkcode checkEnvironment} does, and throws if it fails: one line in a test.
 *
 * What is merely skipped or advised does not fail.
 *
 * @param environment What `contract.implement` returned.
 * @param options How deep, and how to play.
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

function withoutSome(leaveOut: readonly string[]): readonly Check[] {
  const ids = CHECKS.map(({ id }) => id);
  const unknown = leaveOut.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, ids);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    throw new InvalidOptionError(`Cannot use option leaveOut: there is no check "${unknown}"${hint}`, {
      option: "leaveOut",
    });
  }
  return CHECKS.map((check) =>
    leaveOut.includes(check.id) ? { ...check, run: () => skip("left out by the caller") } : check
  );
}
