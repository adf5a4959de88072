import type { Execution, Manifest, Validation } from "./manifest.ts";

/** What graders know of a package: its `validation` block with its name, as the Python package writes it in reports. */
export interface NormalizedManifest {
  /** `"2"` if the manifest says how the environment is run in a container. */
  readonly manifest_schema_version: "1" | "2";
  /** The environment's name. */
  readonly name: string;
  /** The version of the package. */
  readonly version: string | null;
  /** The file that all of this comes from. */
  readonly signature: "openenv.yaml";
  /** What rewards are. */
  readonly reward: Validation["reward"];
  /** Which language model judges. */
  readonly judge: Validation["judge"];
  /** What an episode may use. */
  readonly resources: Validation["resources"];
  /** Where the tasks come from. */
  readonly task_distribution: Validation["task_distribution"];
  /** What the environment may reach. */
  readonly network: Validation["network"];
  /** What the environment has. */
  readonly capabilities: Validation["capabilities"];
  /** What kind of environment it is. */
  readonly types: Validation["types"];
  /** How it is run in a container; only in version 2. */
  readonly execution?: Execution;
}

/**
 * Makes the normalized manifest of a report.
 *
 * @param manifest A manifest, as it was read.
 * @returns The normalized manifest, without our own fields; `null` for a manifest without a block `validation`.
 *
 * @example
 * ```ts
 * import { parseManifest, toNormalizedManifest } from "@openenv/registry/manifest";
 * import assert from "node:assert/strict";
 *
 * const normalized = toNormalizedManifest(parseManifest(`
 * name: echo
 * validation:
 *   reward: { floor_margin: 0.1 }
 *   resources: { cpu: 1, memory_mb: 256, disk_mb: 64, episode_timeout_s: 60 }
 *   capabilities: { verifier: { kind: reward_channel } }
 *   types: { tags: [toy] }
 * `));
 * assert.deepEqual(normalized?.reward.range, [0, 1]);
 * assert.deepEqual(normalized?.manifest_schema_version, "1");
 * assert.equal(toNormalizedManifest(parseManifest("name: echo")), null);
 * ```
 */
export function toNormalizedManifest({ name, version, validation }: Manifest): NormalizedManifest | null {
  if (validation === undefined) return null;
  const { reward, judge, resources, task_distribution, network, capabilities, types, execution } = validation;
  const normalized: NormalizedManifest = {
    manifest_schema_version: "1",
    name,
    version: version ?? null,
    signature: "openenv.yaml",
    reward,
    judge,
    resources,
    task_distribution,
    network,
    capabilities,
    types,
  };
  return execution === undefined ? normalized : { ...normalized, manifest_schema_version: "2", execution };
}
