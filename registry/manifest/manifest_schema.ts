import { z } from "zod";
import { integer, packageFile, record, text } from "./schema_parts.ts";
import { validationSchema } from "./validation_schema.ts";

/** A class of a Python package: its name, or the mapping of the documentation of June 2026. */
function classOf(description: string) {
  const reference = z.strictObject({
    class_name: text("The class."),
    module: text("The module that has it."),
  });
  return z.union([z.string().min(1), reference], { error: "must be a text, or a mapping with class_name and module" })
    .describe(description);
}

function permission(description: string) {
  return z.union([z.boolean(), z.array(z.string().min(1))], { error: "must be true, false or a list of texts" })
    .optional().describe(description);
}

const permissionsSchema = z.strictObject({
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

const limitsSchema = z.strictObject({
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

/** The whole file. */
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
