import { z } from "zod";
import { decimal, flag, integer, orNull, packageFile, packagePath, record, text, texts } from "./schema_parts.ts";

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

/** The block `validation`. */
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
