/** What `openenv.yaml` says, read and checked; see {@linkcode parseManifest}. Names are those of the file. */
export interface Manifest {
  /** The environment's name. */
  readonly name: string;
  /** The version of the package. */
  readonly version?: string;
  /** One sentence. */
  readonly description?: string;
  /** The version of the manifest format. */
  readonly spec_version?: string | number;
  /** What kind of deployment it is, such as `space`. */
  readonly type?: string;
  /** What runs it, such as `deno`. */
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
  /** What the environment promises to those who check it; see protocol section 11.2. */
  readonly validation?: Validation;

  /** The module whose default export is the environment, relative to the manifest. */
  readonly module?: string;
  /** The module that exports the contract, relative to the manifest. */
  readonly contract?: string;
  /** Other names under which the environment is found. Default: none. */
  readonly aliases: readonly string[];
  /** The permissions that its code needs; `undefined` if the manifest does not say. */
  readonly permissions?: Permissions;
  /** What a host must guarantee, or it must not start. Default: nothing. */
  readonly requires: readonly Guarantee[];
  /** Limits of a server that hosts it. */
  readonly limits: Limits;
  /** What an episode scores: its last reward, or the sum of its rewards. Default: `"last_reward"`. */
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

/** What a host can guarantee. */
export type Guarantee = "no-network" | "no-files" | "killable" | "memory-limit";

/** Limits of a server; absent ones are the server's defaults. */
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
  /** A module whose default export is a policy that plays at random. Default: actions drawn from their schema. */
  readonly random_policy?: string;
  /** The most steps of an episode in a check. Default: 100. */
  readonly max_steps: number;
  /** The number of episodes where a check averages. Default: 8. */
  readonly episodes: number;
  /** The most bytes that an observation may have as JSON. Default: 1 MiB. */
  readonly max_observation_bytes: number;
  /** What every reset of a check is given, beside the seed. Default: nothing. */
  readonly reset_options: Readonly<Record<string, unknown>>;
}

/** What an environment promises: the `validation` block, defaults filled in. */
export interface Validation {
  /** What rewards are. */
  readonly reward: RewardDeclaration;
  /** What an episode may use. */
  readonly resources: ResourceDeclaration;
  /** What the environment has. */
  readonly capabilities: Capabilities;
  /** What kind of environment it is. */
  readonly types: { readonly tags: readonly string[] };
  /** Which language model judges; only with `llm_judged`. */
  readonly judge: JudgePin | null;
  /** Where the tasks come from. */
  readonly task_distribution: TaskDistribution | null;
  /** What the environment may reach. */
  readonly network: NetworkDeclaration;
  /** How it is run in a container; absent if the manifest does not say. */
  readonly execution?: Execution;
}

/** What rewards are. */
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

/** What an episode may use. */
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

/** What the environment has. */
export interface Capabilities {
  /** How an episode is judged. */
  readonly verifier: { readonly kind: "reward_channel" | "script"; readonly entry: string | null };
  /** What shows that the greatest reward can be had. */
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

/** Which language model judges. */
export interface JudgePin {
  /** Its name. */
  readonly model: string;
  /** Its version. */
  readonly version: string;
  /** How it is asked. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where the tasks come from. */
export interface TaskDistribution {
  /** The seed of generated tasks. */
  readonly generator_seed: number | null;
  /** The version of the dataset. */
  readonly dataset_version: string | null;
  /** The model that wrote them. */
  readonly generator_model: string | null;
}

/** What the environment may reach. */
export interface NetworkDeclaration {
  /** Everything, nothing, or some hosts. */
  readonly mode: "public" | "no-network" | "allowlist";
  /** The hosts, with `allowlist`. */
  readonly allowed_hosts: readonly string[];
}

/** How the environment is run in a container. */
export interface Execution {
  /** The wire it speaks. */
  readonly kind: "openenv_ws";
  /** The file with the actions of a probe. */
  readonly probe_path: string;
  /** The Dockerfile. */
  readonly dockerfile: string;
  /** The build context. */
  readonly context: string;
  /** What an agent may reach. */
  readonly agent_boundary: "api";
  /** `true` if it needs credentials to run. */
  readonly requires_credentials: boolean;
}
