import type { Check } from "../findings/check.ts";
import { DECLARATION_CHECKS } from "./runtime/declaration_checks.ts";
import { DEADLINE_CHECK } from "./runtime/deadline_check.ts";
import { HOST_CHECKS } from "./runtime/host_checks.ts";
import { ALIASING_CHECK, RUBRIC_CHECKS } from "./runtime/instance_checks.ts";
import { RESULT_CHECKS, STATE_CHECK } from "./runtime/result_checks.ts";
import { SECRET_CHECKS } from "./runtime/secret_checks.ts";
import { SEED_CHECKS } from "./runtime/seed_checks.ts";
import { SESSION_CHECKS } from "./runtime/session_checks.ts";
import { STARTUP_CHECK } from "./runtime/startup_check.ts";
import { TASK_CHECK } from "./runtime/task_check.ts";
import { TOOL_CHECKS } from "./runtime/tool_checks.ts";
import { END_CHECK } from "./semantic/end_check.ts";
import { SEMANTIC_HOST_CHECKS } from "./semantic/host_checks.ts";
import { REPLAY_CHECKS } from "./semantic/replay_checks.ts";
import { SCORE_CHECKS } from "./semantic/score_checks.ts";
import { LAYOUT_CHECKS } from "./static/layout_checks.ts";
import { IMAGE_CHECKS } from "./static/image_checks.ts";
import { MANIFEST_CHECK, RESOURCE_CHECKS } from "./static/manifest_checks.ts";
import { PERMISSION_CHECK } from "./static/permission_check.ts";
import { PINNING_CHECKS } from "./static/pinning_checks.ts";

/** The checks of the level `static`: the manifest and the files of a package. */
export const STATIC_CHECKS: readonly Check[] = [
  MANIFEST_CHECK,
  ...LAYOUT_CHECKS,
  PERMISSION_CHECK,
  ...RESOURCE_CHECKS,
  ...PINNING_CHECKS,
  ...IMAGE_CHECKS,
];

/** The checks of the level `runtime`: whether the environment keeps its promises while it is played. */
export const RUNTIME_CHECKS: readonly Check[] = [
  STARTUP_CHECK,
  ...DECLARATION_CHECKS,
  ...RESULT_CHECKS,
  STATE_CHECK,
  ...SEED_CHECKS,
  ...SESSION_CHECKS,
  ALIASING_CHECK,
  DEADLINE_CHECK,
  TASK_CHECK,
  ...SECRET_CHECKS,
  ...RUBRIC_CHECKS,
  ...TOOL_CHECKS,
  ...HOST_CHECKS,
];

/** The checks of the level `semantic`: whether the rewards mean anything. */
export const SEMANTIC_CHECKS: readonly Check[] = [
  ...SCORE_CHECKS,
  END_CHECK,
  ...REPLAY_CHECKS,
  ...SEMANTIC_HOST_CHECKS,
];

/** All checks, in the order they run. */
export const CHECKS: readonly Check[] = [...STATIC_CHECKS, ...RUNTIME_CHECKS, ...SEMANTIC_CHECKS];
