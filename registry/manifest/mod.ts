/**
 * Reads the manifest of a package, `openenv.yaml`, checks it against its schema, and normalizes it for reports.
 *
 * ```ts
 * import { parseManifest } from "@openenv/registry/manifest";
 *
 * const { name, aliases } = parseManifest("name: grid_world_env\naliases: [grid_world]");
 * ```
 *
 * `docs/manifest.md` has all fields.
 *
 * @module
 */
export type {
  Capabilities,
  CheckSettings,
  ClassReference,
  Execution,
  Guarantee,
  JudgePin,
  Limits,
  Manifest,
  NetworkDeclaration,
  Permissions,
  ResourceDeclaration,
  RewardDeclaration,
  TaskDistribution,
  Validation,
} from "./manifest.ts";
export { MANIFEST_ERROR_ROWS, type ManifestData, ManifestError, type ManifestProblem } from "./manifest_error.ts";
export { type NormalizedManifest, toNormalizedManifest } from "./normalized_manifest.ts";
export { checkPolicyBounds, POLICY_BOUNDS, type PolicyProblem } from "./policy_bounds.ts";
export { type ManifestReading, parseManifest, type ParseManifestOptions, readManifest } from "./read_manifest.ts";
