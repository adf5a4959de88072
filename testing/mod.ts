/**
 * For those who write environments: checks that say whether an environment is sound, and what they are made of.
 *
 * ```ts
 * import { assertEnvironment } from "@openenv/testing";
 * import { defineEnvironment } from "@openenv/core";
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
 * await assertEnvironment(environment, { level: "runtime" });
 * ```
 *
 * @module
 */
export { CHECKS } from "./all_checks.ts";
export type {
  Check,
  CheckContext,
  CheckLevel,
  CheckReport,
  CheckResult,
  CheckStatus,
  Finding,
  PackageFiles,
  PlaySettings,
  Severity,
  Verdict,
} from "./check.ts";
export { type CheckContextOptions, createCheckContext, type PlayOptions } from "./check_context.ts";
export { assertEnvironment, checkEnvironment, type CheckEnvironmentOptions } from "./check_environment.ts";
export { describeResult } from "./describe_result.ts";
export {
  createScriptedPolicy,
  type EpisodeScript,
  parseEpisodeScript,
  type ScriptedPolicyFactory,
} from "./episode_script.ts";
export { createLocalSubject, type LocalSubjectOptions, toSessionLimits } from "./local_subject.ts";
export {
  type EpisodeError,
  type EpisodePlan,
  type EpisodeRecord,
  playEpisode,
  playInNewSession,
  type Reproduction,
  reproductionOf,
  scoreOf,
} from "./play_episode.ts";
export { createDoNothingPolicy, createRandomPolicy, type DrawOptions } from "./random_policy.ts";
export { createRemoteSubject, type RemoteSubjectOptions } from "./remote_subject.ts";
export { CHECK_LEVELS, levelsUpTo, POLICY_VERSION, runChecks, type RunChecksOptions } from "./run_checks.ts";
export type { Exchange, Subject, SubjectSession, SubjectTasks } from "./subject.ts";
export {
  type CheckFailedData,
  CheckFailedError,
  TESTING_ERROR_ROWS,
  type UndrawableSchemaData,
  UndrawableSchemaError,
} from "./testing_errors.ts";
