import type { JsonSchema } from "@openenv/core/schema";
import type { Guarantee, Limits, Permissions } from "../manifest/manifest.ts";

/** A registry's index: environments by name, as `registry/index.schema.json` describes it. */
export interface RegistryIndex {
  /** The version of this format. */
  readonly schema_version: 1;
  /** The environments; one name may be there in several versions. */
  readonly environments: readonly RegistryEntry[];
}

/** One version of an environment in an index. Names are those of the file. */
export interface RegistryEntry {
  /** The environment's name. */
  readonly name: string;
  /** Other names under which it is found. */
  readonly aliases: readonly string[];
  /** The version of its package. */
  readonly version: string;
  /** One sentence. */
  readonly summary: string;
  /** The kind of environment. */
  readonly tags: readonly string[];
  /** The names of its tools. */
  readonly tools: readonly string[];
  /** The package on JSR, in one exact version, such as `jsr:@openenv/coding-env@0.1.0`. */
  readonly package?: string;
  /** The export of the package that is the environment's module. */
  readonly export?: string;
  /** The module whose default export is the environment, by its path in the package. */
  readonly module: string;
  /** The folder of `files`, relative to the index. Default: the index's own. */
  readonly base?: string;
  /** The files that are not on JSR: the SHA-256 of each, by its path in the package. */
  readonly files?: Readonly<Record<string, string>>;
  /** The container image. */
  readonly image?: string;
  /** The Hugging Face Space that hosts it, as `user/space`. */
  readonly space?: string;
  /** The JSON Schemas, as they travel. */
  readonly schemas: EntrySchemas;
  /** The hash of its contract. */
  readonly schema_hash: string;
  /** The permissions that its code has. */
  readonly permissions: Permissions;
  /** The guarantees that a host must give. */
  readonly requires: readonly Guarantee[];
  /** The limits of a server that hosts it. */
  readonly limits: Limits;
  /** The memory of a host that limits it, in MB. */
  readonly memory_mb?: number;
  /** The outcome of its last check. */
  readonly check?: EntryCheck;
  /** The average scores of policies in that check. */
  readonly measured?: EntryMeasures;
}

/** The JSON Schemas of an environment. */
export interface EntrySchemas {
  /** An action, as `step` accepts it. */
  readonly action: JsonSchema;
  /** An observation. */
  readonly observation: JsonSchema;
  /** The state. */
  readonly state: JsonSchema;
  /** The options of a reset. */
  readonly reset_options: JsonSchema;
}

/** The outcome of `openenv check`. */
export interface EntryCheck {
  /** The deepest level that ran. */
  readonly level: "static" | "runtime" | "semantic";
  /** The verdict. */
  readonly verdict: "pass" | "warn" | "fail";
}

/** Average scores over the same seeds; `null` where a policy could not be played. */
export interface EntryMeasures {
  /** The score of an episode: its last reward, or the sum of its rewards. */
  readonly score: "last_reward" | "return";
  /** The number of episodes. */
  readonly episodes: number;
  /** The policy that knows the answer. */
  readonly oracle: number | null;
  /** Playing at random. */
  readonly random: number | null;
  /** Playing the smallest valid action. */
  readonly nothing: number | null;
}
