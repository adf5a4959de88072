import { z } from "zod";

const PATH_RULE = "must be a path inside the package, with forward slashes and without .. or a colon";

const rewardSchema = z.strictObject({
  range: z.tuple([decimal("The least reward."), decimal("The greatest reward.")]).default([0, 1])
    .describe("The least and the greatest reward, in this order."),
  oracle_tolerance: decimal("How far below the greatest reward the oracle may stay.", { least: 0 }).default(0),
  floor_margin: decimal("How far below the greatest reward doing nothing and playing at random must stay.", {
    least: 0,
  }),
  variance_tolerance: orNull(decimal("How much the reward of one and the same episode may vary; null if not at all.", {
    least: 0,
  })),
}).describe("What rewards are.").superRefine(({ range: [least, greatest] }, context) => {
  if (least < greatest) return;
  refuse(context, ["range"], `must go up, but is [${least}, ${greatest}]`);
});

const resourcesSchema = z.strictObject({
  cpu: decimal("Processor cores.", { above: 0 }),
  memory_mb: integer("Memory, in MB.", { above: 0 }),
  disk_mb: integer("Disk, in MB.", { above: 0 }),
  episode_timeout_s: decimal("The time of an episode, in seconds.", { above: 0 }),
  gpus: integer("Graphics processors.", { least: 0 }).default(0),
  gpu_types: texts("Kinds of graphics processors; only with gpus."),
}).describe("What an episode may use.").superRefine(({ gpus, gpu_types }, context) => {
  if (gpus === 0 && gpu_types.length > 0) refuse(context, ["gpu_types"], "is only for gpus above 0");
});

const verifierSchema = z.strictObject({
  kind: z.enum(["reward_channel", "script"]).describe("The reward of the steps, or a script that looks at the end."),
  entry: orNull(packageFile("The script; only with kind script.")),
}).describe("How an episode is judged.").superRefine(({ kind, entry }, context) => {
  if (kind === "script" && entry === null) refuse(context, ["entry"], "is required when kind is script");
  if (kind !== "script" && entry !== null) refuse(context, ["entry"], "is only for kind script");
});

const oracleSchema = z.strictObject({
  form: z.enum(["injected_state", "script"])
    .describe("A state that a reset takes as injected_state, or a program that plays."),
  location: packageFile("The file that has it."),
}).describe("What shows that the greatest reward can be had; null if nothing does.");

const capabilitiesSchema = z.strictObject({
  verifier: verifierSchema,
  oracle: orNull(oracleSchema),
  set_state: flag("A reset takes the option injected_state."),
  llm_judged: flag("A language model judges; judge and variance_tolerance are required then."),
  rubric_tree: flag("The reward comes from a rubric that can be looked into."),
  task_api: flag("The environment has tasks."),
  canaries: orNull(packageFile("A file of episodes that must not score.")),
  declared_tools: texts("The names of the tools."),
  declared_task_count: z.record(z.string(), integer("The number of tasks of a split.", { least: 0 })).default({})
    .describe("The number of tasks, by split."),
}).describe("What the environment has.").superRefine(({ oracle, set_state }, context) => {
  if (oracle?.form !== "injected_state" || set_state) return;
  refuse(context, ["oracle", "form"], "injected_state needs set_state: true; use script otherwise");
});

const judgeSchema = z.strictObject({
  model: text("Its name."),
  version: text("Its version."),
  params: record("How it is asked.").default({}),
}).describe("Which language model judges; exactly when llm_judged is true.");

const taskDistributionSchema = z.strictObject({
  generator_seed: orNull(integer("The seed of generated tasks.")),
  dataset_version: orNull(text("The version of the dataset.")),
  generator_model: orNull(text("The model that wrote the tasks.")),
}).describe("Where the tasks come from.");

const networkSchema = z.strictObject({
  mode: z.enum(["public", "no-network", "allowlist"]).default("public").describe("Everything, nothing, or some hosts."),
  allowed_hosts: texts("The hosts; exactly when mode is allowlist."),
}).describe("What the environment may reach.").superRefine(({ mode, allowed_hosts }, context) => {
  const isListed = allowed_hosts.length > 0;
  if (mode === "allowlist" && !isListed) {
    refuse(context, ["allowed_hosts"], "must have an entry when mode is allowlist");
  }
  if (mode !== "allowlist" && isListed) refuse(context, ["allowed_hosts"], "is only for mode allowlist");
});

const executionSchema = z.strictObject({
  kind: z.literal("openenv_ws").default("openenv_ws").describe("The wire that the environment speaks."),
  probe_path: packageFile("The file with the actions of a probe.").default("validation/runtime.json"),
  dockerfile: packageFile("The Dockerfile.").default("Dockerfile"),
  context: packagePath("The build context.").default("."),
  agent_boundary: z.literal("api").default("api").describe("What an agent may reach."),
  requires_credentials: flag("Running it needs credentials."),
}).describe("How the environment is run in a container; {} takes all defaults.");

/** The schema of the block `validation`. */
export const validationSchema = z.object({
  reward: rewardSchema,
  resources: resourcesSchema,
  capabilities: capabilitiesSchema,
  types: z.strictObject({
    tags: z.array(z.string().min(1)).min(1).describe(
      "What it is about, such as toy or swe; hub:tag for a hub's own tag.",
    ),
  }).describe("What kind of environment it is."),
  judge: orNull(judgeSchema),
  task_distribution: orNull(taskDistributionSchema),
  network: networkSchema.prefault({}),
  execution: executionSchema.optional(),
}).describe("What the environment promises to those who check it.").superRefine(checkJudge);

type ValidationOutput = Parameters<Parameters<typeof validationSchema.superRefine>[0]>[0];

function checkJudge({ capabilities, judge, reward }: ValidationOutput, context: z.RefinementCtx): void {
  const isJudged = capabilities.llm_judged;
  if (!isJudged && judge !== null) refuse(context, ["judge"], "is only for capabilities.llm_judged: true");
  if (isJudged && judge === null) refuse(context, ["judge"], "is required when capabilities.llm_judged is true");
  if (!isJudged || reward.variance_tolerance !== null) return;
  refuse(context, ["reward", "variance_tolerance"], "is required when capabilities.llm_judged is true");
}

function refuse(context: z.RefinementCtx, path: string[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

/** A class of a Python package: its name, or the mapping of the documentation of June 2026. */
function classOf(description: string) {
  const reference = z.strictObject({ class_name: text("The class."), module: text("The module that has it.") });
  return z.union([z.string().min(1), reference], { error: "must be a text, or a mapping with class_name and module" })
    .describe(description);
}

function permission(description: string) {
  return z.union([z.boolean(), z.array(z.string().min(1))], { error: "must be true, false or a list of texts" })
    .optional().describe(description);
}

/** The schema of the permissions of a package. */
export const permissionsSchema = z.strictObject({
  read: permission("Reading files."),
  write: permission("Writing files."),
  net: permission("The network."),
  env: permission("Environment variables."),
  run: permission("Running programs."),
  ffi: permission("Calling native libraries."),
  sys: permission("Facts about the machine."),
  import: permission("Importing code from the network."),
}).describe(
  "The permissions that the code needs, by Deno's names: true for all, false for none, a list for those; {} is none.",
);

/** The schema of `limits`. */
export const limitsSchema = z.strictObject({
  max_sessions: integer("The most sessions at once.", { least: 1 }).optional(),
  idle_timeout_ms: integer("How long a session may be idle, in milliseconds.", { least: 1 }).optional(),
  create_timeout_ms: integer("How long making an instance may take, in milliseconds.", { least: 1 }).optional(),
  reset_timeout_ms: integer("How long a reset may take, in milliseconds.", { least: 1 }).optional(),
  step_timeout_ms: integer("How long a step may take, in milliseconds.", { least: 1 }).optional(),
}).describe("Limits of a server that hosts it; the server's defaults where there are none.");

const checkSchema = z.strictObject({
  random_policy: packageFile("A module whose default export is a policy that plays at random; drawn actions otherwise.")
    .optional(),
  max_steps: integer("The most steps of an episode.", { least: 1 }).default(100),
  episodes: integer("The number of episodes where a check averages.", { least: 1 }).default(8),
  max_observation_bytes: integer("The most bytes that an observation may have as JSON.", { least: 1 }).default(
    1_048_576,
  ),
  reset_options: record("What every reset is given, beside the seed.").default({}),
}).describe("How openenv check plays.");

/** The schema of the whole file. */
export const manifestSchema = z.object({
  name: text("The environment's name."),
  version: text("The version of the package, in quotes if it has a single dot.").optional(),
  description: text("One sentence.").optional(),
  spec_version: z.union([z.int(), z.string().min(1)], { error: "must be a whole number or a text" }).optional()
    .describe("The version of the manifest format, 1."),
  type: text("What kind of deployment it is, such as space.").optional(),
  runtime: text("What runs it, such as deno.").optional(),
  app: text("The file that makes the app, or module:attribute in a Python package.").optional(),
  port: integer("The port it listens on.", { least: 1, most: 65_535 }).optional(),
  variables: z.record(
    z.string(),
    z.union([z.string(), z.int().transform(String)], { error: "must be a text or a whole number" }),
  ).optional().describe("Environment variables for a deployment."),
  action: classOf("The class of actions, in a Python package.").optional(),
  observation: classOf("The class of observations, in a Python package.").optional(),
  client: classOf("The client of a Python package.").optional(),
  default_image: text("The container image.").optional(),
  space: text("The Hugging Face Space that hosts it, as user/space.").regex(/^[\w.-]+\/[\w.-]+$/, {
    error: "must be user/space",
  }).optional(),
  validation: validationSchema.optional(),
  module: packageFile("The module whose default export is the environment.").optional(),
  contract: packageFile("The module that exports the contract.").optional(),
  aliases: z.array(z.string().regex(/^[^\\/.\s]+$/, { error: "must be a name without blanks, dots and slashes" }))
    .default([]).describe("Other names under which the environment is found."),
  permissions: permissionsSchema.optional(),
  requires: z.array(z.enum(["no-network", "no-files", "killable", "memory-limit"])).default([])
    .describe("What a host must guarantee, or it must not start."),
  limits: limitsSchema.prefault({}),
  score: z.enum(["last_reward", "return"]).default("last_reward")
    .describe("What an episode scores: its last reward, or the sum of its rewards."),
  check: checkSchema.prefault({}),
});

/** A text that is not empty. */
function text(description: string) {
  return z.string().min(1).describe(description);
}

/** A list of texts that are not empty; the default is an empty list. */
function texts(description: string) {
  return z.array(z.string().min(1)).default([]).describe(description);
}

/** `true` or `false`; the default is `false`. */
function flag(description: string) {
  return z.boolean().default(false).describe(description);
}

/** Allows null besides the values of a schema; the default is null. */
function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null).describe(schema.description ?? "");
}

/** A mapping with any values. */
function record(description: string) {
  return z.record(z.string(), z.unknown()).describe(description);
}

/** The bounds of a number. */
interface Bounds {
  /** The number is greater than this. */
  readonly above?: number;
  /** The number is at least this. */
  readonly least?: number;
  /** The number is at most this. */
  readonly most?: number;
}

/** A number, or a text that is one, as the Python package allows. */
function decimal(description: string, bounds: Bounds = {}) {
  return fromText(z.number(), /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/, bounds).describe(description);
}

/** A whole number, or a text that is one, as the Python package allows. */
function integer(description: string, bounds: Bounds = {}) {
  const error = ({ code }: { code?: string }) => code === "invalid_type" ? "must be a whole number" : undefined;
  return fromText(z.int({ error }), /^[-+]?\d+(\.0+)?$/, bounds).describe(description);
}

function fromText(schema: z.ZodNumber, pattern: RegExp, { above, least, most }: Bounds) {
  let bounded = above === undefined ? schema : schema.gt(above);
  if (least !== undefined) bounded = bounded.min(least);
  if (most !== undefined) bounded = bounded.max(most);
  const type = schema.format === "safeint" ? "integer" : "number";
  const convert = (value: unknown) => typeof value === "string" && pattern.test(value) ? Number(value) : value;
  return z.preprocess(convert, bounded.meta({ type: [type, "string"], pattern: pattern.source }));
}

/** A folder or a file of the package. */
function packagePath(description: string) {
  // deno-lint-ignore no-control-regex -- no system has them in names on purpose
  const pattern = /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\\:\x00-\x1f]+$/;
  return z.string().min(1).regex(pattern, { error: PATH_RULE, abort: true }).describe(description);
}

/** A file of the package. */
function packageFile(description: string) {
  return packagePath(description).regex(/[^./]/, { error: "must name a file" });
}
