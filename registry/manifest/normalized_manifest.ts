import type { Execution, Manifest, Validation } from "./manifest.ts";

/** The name, the version and the block `validation` of a manifest, in the form of the Python package's reports. */
export interface NormalizedManifest {
  /** `"2"` if the manifest says how the environment is run in a container. */
  readonly manifest_schema_version: "1" | "2";
  /** The environment's name. */
  readonly name: string;
  /** The version of the package. */
  readonly version: string | null;
  /** The file that it was read from. */
  readonly signature: "openenv.yaml";
  /** The declaration of rewards. */
  readonly reward: Validation["reward"];
  /** The language model that judges. */
  readonly judge: Validation["judge"];
  /** The resources of an episode. */
  readonly resources: Validation["resources"];
  /** The origin of the tasks. */
  readonly task_distribution: Validation["task_distribution"];
  /** The network that the environment may use. */
  readonly network: Validation["network"];
  /** The capabilities of the environment. */
  readonly capabilities: Validation["capabilities"];
  /** The kind of environment. */
  readonly types: Validation["types"];
  /** How to run it in a container; only in version 2. */
  readonly execution?: Execution;
}

/**
 * Makes the normalized manifest of a report.
 *
 * @param manifest A manifest.
 * @returns The normalized manifest, without the fields that only this project knows; `null` without a block `validation`.
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
