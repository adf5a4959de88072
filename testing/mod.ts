/**
 * For authors of environments: checks whether an environment is sound, with the subjects, policies and episodes that they
 * work with.
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
export { type CheckContextOptions, createCheckContext, type PlayOptions } from "./check_context.ts";
export { assertEnvironment, checkEnvironment, type CheckEnvironmentOptions } from "./check_environment.ts";
export type { ImageConfig, ImageContents, ImageFile, PackageImage } from "./checks/static/image.ts";
export { CHECKS } from "./checks/all_checks.ts";
export {
  createScriptedPolicy,
  type EpisodeScript,
  parseEpisodeScript,
  type ScriptedPolicyFactory,
} from "./episodes/episode_script.ts";
export {
  type EpisodeError,
  type EpisodePlan,
  type EpisodeRecord,
  playEpisode,
  playInNewSession,
  type Reproduction,
  reproductionOf,
  scoreOf,
} from "./episodes/play_episode.ts";
export type {
  Check,
  CheckContext,
  CheckLevel,
  CheckReport,
  CheckResult,
  CheckStatus,
  Finding,
  PackageFiles,
  PackageImport,
  PlaySettings,
  Severity,
  Verdict,
} from "./findings/check.ts";
export { isByDesign } from "./findings/findings.ts";
export {
  CHECK_LEVELS,
  describeResult,
  levelsUpTo,
  POLICY_VERSION,
  runChecks,
  type RunChecksOptions,
} from "./run_checks.ts";
export { createDoNothingPolicy, createRandomPolicy, type SampleOptions } from "./sampling/sample_policies.ts";
export { type UndrawableSchemaData, UndrawableSchemaError } from "./sampling/sampling.ts";
export { createLocalSubject, type LocalSubjectOptions, toSessionLimits } from "./subjects/local_subject.ts";
export { createRemoteSubject, type RemoteSubjectOptions } from "./subjects/remote_subject.ts";
export type {
  Exchange,
  MeasuredSession,
  PermissionRequest,
  SessionUsage,
  Subject,
  SubjectConfinement,
  SubjectInside,
  SubjectSession,
  SubjectTasks,
  WatchedSession,
} from "./subjects/subject.ts";
export { type CheckFailedData, CheckFailedError, TESTING_ERROR_ROWS } from "./testing_errors.ts";
