import { z } from "zod";
import type { JsonSchema } from "@openenv/core/schema";
import { limitsSchema, permissionsSchema } from "../manifest/manifest_schema.ts";
import { InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryIndex } from "./registry_index.ts";

/** A path inside a package, with forward slashes, that leads out of nothing. */
// deno-lint-ignore no-control-regex -- no system has them in names on purpose
const PATH = /^(?!\/)(?!(.*\/)?\.{1,2}(\/|$))[^\\:?#%\x00-\x1f]+$/;
const path = (description: string) =>
  z.string().max(1000).regex(PATH, { error: "must be a path inside the package" }).describe(description);
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, {
  error: "must be a name of letters, digits, _ and -",
});
const jsonSchema = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonSchema>;
const score = (description: string) => z.number().nullable().describe(description);

const entrySchema = z.object({
  name: name.describe("The environment's name."),
  aliases: z.array(name).default([]).describe("Other names under which it is found."),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/, { error: "must be a version such as 1.0.0" })
    .describe("The version of its package."),
  summary: z.string().describe("One sentence."),
  tags: z.array(z.string()).default([]).describe("The kind of environment."),
  tools: z.array(z.string()).default([]).describe("The names of its tools."),
  package: z.string().regex(/^jsr:@[\w-]+\/[\w-]+@\d+\.\d+\.\d+[\w.+-]*$/, {
    error: "must be a package on JSR in one exact version, such as jsr:@openenv/coding-env@0.1.0",
  }).optional().describe("The package on JSR, in one exact version."),
  export: z.string().regex(/^\.(\/[\w./-]+)?$/).optional().describe("The export that is the environment's module."),
  module: path("The module whose default export is the environment, by its path in the package."),
  base: z.string().max(2000).optional().describe("The folder of the files, relative to the index; ./ if not given."),
  files: z.record(path("A path in the package."), z.string().regex(/^[0-9a-f]{64}$/, { error: "must be a SHA-256" }))
    .optional().describe("The files of a package that is not on JSR: the SHA-256 of each, by its path."),
  image: z.string().optional().describe("The container image."),
  space: z.string().regex(/^[\w.-]+\/[\w.-]+$/).optional().describe("The Hugging Face Space that hosts it."),
  schemas: z.object({
    action: jsonSchema,
    observation: jsonSchema,
    state: jsonSchema,
    reset_options: jsonSchema,
  }).describe("The JSON Schemas, as they travel."),
  schema_hash: z.string().describe("The hash of the contract."),
  permissions: permissionsSchema.default({}),
  requires: z.array(z.enum(["no-network", "no-files", "killable", "memory-limit"])).default([])
    .describe("The guarantees that a host must give."),
  limits: limitsSchema.default({}),
  memory_mb: z.number().positive().optional().describe("The memory of a host that limits it, in MB."),
  check: z.object({
    level: z.enum(["static", "runtime", "semantic"]),
    verdict: z.enum(["pass", "warn", "fail"]),
  }).optional().describe("The outcome of its last check."),
  measured: z.object({
    score: z.enum(["last_reward", "return"]).describe("The score of an episode."),
    episodes: z.int().positive().describe("The number of episodes."),
    oracle: score("The policy that knows the answer."),
    random: score("Playing at random."),
    nothing: score("Playing the smallest valid action."),
  }).optional().describe("Average scores of policies over the same seeds."),
}).superRefine((entry, context) => {
  const refuse = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
  if ((entry.package === undefined) === (entry.files === undefined)) {
    refuse("files", "must be there exactly if there is no package: each entry pins its code in one way");
  }
  if (entry.files !== undefined && !Object.hasOwn(entry.files, entry.module)) {
    refuse("module", `is not among the files: ${entry.module}`);
  }
});

/** The schema of an index. */
export const indexSchema = z.object({
  $schema: z.string().optional(),
  schema_version: z.literal(1).describe("The version of this format."),
  environments: z.array(entrySchema).max(10_000),
}).describe("A registry of OpenEnv environments.");

/**
 * Parses the text of an index.
 *
 * @param text The text.
 * @param source Its URL or path, for messages.
 * @throws `InvalidRegistryError` that names the first problem.
 */
export function parseIndex(text: string, source: string): RegistryIndex {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidRegistryError(`Cannot read registry ${source}: it is no JSON`, { source }, { cause });
  }
  const { success, data, error } = indexSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    const place = issue!.path.length === 0 ? "it" : issue!.path.join(".");
    throw new InvalidRegistryError(`Cannot read registry ${source}: ${place}: ${issue!.message}`, { source });
  }
  const seen = new Set<string>();
  for (const { name, version } of data.environments) {
    const key = `${name}@${version}`;
    if (seen.has(key)) {
      throw new InvalidRegistryError(`Cannot read registry ${source}: it has ${key} twice`, { source });
    }
    seen.add(key);
  }
  return data;
}
