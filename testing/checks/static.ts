import type { Check } from "../check.ts";
import { STATIC_LAYOUT, STATIC_README } from "./static_layout.ts";
import { STATIC_MANIFEST } from "./static_manifest.ts";
import { STATIC_PERMISSIONS } from "./static_permissions.ts";
import { STATIC_DEPENDENCY_PINNING, STATIC_TASK_DISTRIBUTION_PINNING } from "./static_pinning.ts";
import { STATIC_IMAGE, STATIC_RESOURCE_DECLARATION, STATIC_TIMEOUT_CEILING } from "./static_resources.ts";

/** The checks of the level `static`: the manifest and the files of a package. */
export const STATIC_CHECKS: readonly Check[] = [
  STATIC_MANIFEST,
  STATIC_LAYOUT,
  STATIC_README,
  STATIC_PERMISSIONS,
  STATIC_RESOURCE_DECLARATION,
  STATIC_TIMEOUT_CEILING,
  STATIC_DEPENDENCY_PINNING,
  STATIC_TASK_DISTRIBUTION_PINNING,
  ...STATIC_IMAGE,
];
