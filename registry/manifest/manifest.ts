/** The content of `openenv.yaml`, see {@linkcode parseManifest}. Names are those of the file. */
export interface Manifest {
  /** The environment's name. */
  readonly name: string;
  /** The version of the package. */
  readonly version?: string;
  /** One sentence. */
  readonly description?: string;
  /** The version of the manifest format. */
  readonly spec_version?: string | number;
  /** The kind of deployment, such as `space`. */
  readonly type?: string;
  /** The runtime, such as `deno`. */
  readonly runtime?: string;
  /** The file that makes the app, or `module:attribute` in a Python package. */
  readonly app?: string;
  /** The port it listens on. */
  readonly port?: number;
  /** Environment variables for a deployment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The class of actions, in a Python package. */
  readonly action?: string | ClassReference;
  /** The class of observations, in a Python package. */
  readonly observation?: string | ClassReference;
  /** The client of a Python package. */
  readonly client?: string | ClassReference;
  /** The container image. */
  readonly default_image?: string;
  /** The Hugging Face Space that hosts it, as `user/space`. */
  readonly space?: string;
  /** The promises of the environment, which checks hold it to. */
  readonly validation?: Validation;

  /** The module whose default export is the environment, relative to the manifest. */
  readonly module?: string;
  /** The module that exports the contract, relative to the manifest. */
  readonly contract?: string;
  /** Other names of the environment. Default: none. */
  readonly aliases: readonly string[];
  /** The permissions that its code needs; `undefined` if the manifest declares none. */
  readonly permissions?: Permissions;
  /** The guarantees that a host must give to start the environment. Default: none. */
  readonly requires: readonly Guarantee[];
  /** The limits of a server that hosts it. */
  readonly limits: Limits;
  /** The score of an episode: its last reward, or the sum of its rewards. Default: `"last_reward"`. */
  readonly score: "last_reward" | "return";
  /** How `openenv check` plays. */
  readonly check: CheckSettings;
}

/** A class of a Python package. */
export interface ClassReference {
  /** The class. */
  readonly class_name: string;
  /** The module that has it. */
  readonly module: string;
}

/** Permissions, by Deno's names: `true` for all, `false` for none, a list for those. */
export interface Permissions {
  /** Reading files. */
  readonly read?: boolean | readonly string[];
  /** Writing files. */
  readonly write?: boolean | readonly string[];
  /** The network. */
  readonly net?: boolean | readonly string[];
  /** Environment variables. */
  readonly env?: boolean | readonly string[];
  /** Running programs. */
  readonly run?: boolean | readonly string[];
  /** Calling native libraries. */
  readonly ffi?: boolean | readonly string[];
  /** Facts about the machine. */
  readonly sys?: boolean | readonly string[];
  /** Importing code from the network. */
  readonly import?: boolean | readonly string[];
}

/** A guarantee that a host can give. */
export type Guarantee = "no-network" | "no-files" | "killable" | "memory-limit";

/** Limits of a server; an absent limit has the server's default. */
export interface Limits {
  /** The most sessions at once. */
  readonly max_sessions?: number;
  /** How long a session may be idle, in milliseconds. */
  readonly idle_timeout_ms?: number;
  /** How long making an instance may take, in milliseconds. */
  readonly create_timeout_ms?: number;
  /** How long a reset may take, in milliseconds. */
  readonly reset_timeout_ms?: number;
  /** How long a step may take, in milliseconds. */
  readonly step_timeout_ms?: number;
}

/** How `openenv check` plays the environment. */
export interface CheckSettings {
  /** A module whose default export is a policy that plays at random. Default: samples actions from their schema. */
  readonly random_policy?: string;
  /** The most steps of an episode in a check. Default: 100. */
  readonly max_steps: number;
  /** The number of episodes that a check averages over. Default: 8. */
  readonly episodes: number;
  /** The most bytes of an observation as JSON. Default: 1 MiB. */
  readonly max_observation_bytes: number;
  /** Options for every reset of a check, besides the seed. Default: none. */
  readonly reset_options: Readonly<Record<string, unknown>>;
}

/** The promises of an environment: the `validation` block, with defaults filled in. */
export interface Validation {
  /** The declaration of rewards. */
  readonly reward: RewardDeclaration;
  /** The resources of an episode. */
  readonly resources: ResourceDeclaration;
  /** The capabilities of the environment. */
  readonly capabilities: Capabilities;
  /** The kind of environment. */
  readonly types: { readonly tags: readonly string[] };
  /** The language model that judges; only with `llm_judged`. */
  readonly judge: JudgePin | null;
  /** The origin of the tasks. */
  readonly task_distribution: TaskDistribution | null;
  /** The network that the environment may use. */
  readonly network: NetworkDeclaration;
  /** How to run it in a container; absent if the manifest does not say. */
  readonly execution?: Execution;
}

/** The declaration of rewards. */
export interface RewardDeclaration {
  /** The least and the greatest reward. */
  readonly range: readonly [number, number];
  /** How far below the greatest reward the oracle may stay. */
  readonly oracle_tolerance: number;
  /** How far below the greatest reward doing nothing and playing at random must stay. */
  readonly floor_margin: number;
  /** How much the reward of one and the same episode may vary; `null` if not at all. */
  readonly variance_tolerance: number | null;
}

/** The resources of an episode. */
export interface ResourceDeclaration {
  /** Processor cores. */
  readonly cpu: number;
  /** Memory, in MB. */
  readonly memory_mb: number;
  /** Disk, in MB. */
  readonly disk_mb: number;
  /** The time of an episode, in seconds. */
  readonly episode_timeout_s: number;
  /** Graphics processors. */
  readonly gpus: number;
  /** Their kinds. */
  readonly gpu_types: readonly string[];
}

/** The capabilities of an environment. */
export interface Capabilities {
  /** How to judge an episode. */
  readonly verifier: { readonly kind: "reward_channel" | "script"; readonly entry: string | null };
  /** The proof that the greatest reward can be reached; `null` if there is none. */
  readonly oracle: { readonly form: "injected_state" | "script"; readonly location: string } | null;
  /** `true` if a reset takes an `injected_state`. */
  readonly set_state: boolean;
  /** `true` if a language model judges. */
  readonly llm_judged: boolean;
  /** `true` if the reward comes from a rubric that can be looked into. */
  readonly rubric_tree: boolean;
  /** `true` if it has tasks. */
  readonly task_api: boolean;
  /** A file of episodes that must not score. */
  readonly canaries: string | null;
  /** The names of its tools. */
  readonly declared_tools: readonly string[];
  /** The number of tasks, by split. */
  readonly declared_task_count: Readonly<Record<string, number>>;
}

/** The language model that judges. */
export interface JudgePin {
  /** Its name. */
  readonly model: string;
  /** Its version. */
  readonly version: string;
  /** The parameters of its calls. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The origin of the tasks. */
export interface TaskDistribution {
  /** The seed of generated tasks. */
  readonly generator_seed: number | null;
  /** The version of the dataset. */
  readonly dataset_version: string | null;
  /** The model that generated them. */
  readonly generator_model: string | null;
}

/** The network that an environment may use. */
export interface NetworkDeclaration {
  /** Everything, nothing, or some hosts. */
  readonly mode: "public" | "no-network" | "allowlist";
  /** The hosts, with `allowlist`. */
  readonly allowed_hosts: readonly string[];
}

/** How to run the environment in a container. */
export interface Execution {
  /** The wire it speaks. */
  readonly kind: "openenv_ws";
  /** The file with the actions of a probe. */
  readonly probe_path: string;
  /** The Dockerfile. */
  readonly dockerfile: string;
  /** The build context. */
  readonly context: string;
  /** The interface that an agent may use. */
  readonly agent_boundary: "api";
  /** `true` if it needs credentials to run. */
  readonly requires_credentials: boolean;
}
