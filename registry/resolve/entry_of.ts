import type { AnyContract } from "@openenv/core";
import { checksOf, hashContract, toWireSchemas } from "@openenv/core/contract";
import type { JsonSchema } from "@openenv/core/schema";
import type { Manifest } from "../manifest/manifest.ts";
import { IntegrityError, InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryEntry } from "./registry_index.ts";
import { toShortName } from "./target_name.ts";

/** An entry, without where its code is and how its check went. */
export type DescribedEntry = Omit<RegistryEntry, "package" | "export" | "base" | "files" | "check" | "measured">;

/**
 * Writes the entry of a package from its manifest and its contract.
 *
 * @param manifest The manifest, which needs a version and a module.
 * @param contract The contract of the environment.
 * @param source The path of the manifest, for messages.
 * @throws `InvalidRegistryError` for a manifest without a version or a module.
 */
export async function describeEntry(
  manifest: Manifest,
  contract: AnyContract,
  source: string,
): Promise<DescribedEntry> {
  const { name, aliases, version, description, module, default_image: image, space, validation } = manifest;
  const missing = version === undefined ? "version" : module === undefined ? "module" : undefined;
  if (missing !== undefined) {
    throw new InvalidRegistryError(`Cannot add ${name}: ${source} has no ${missing}`, { source });
  }
  const { reset_observation: _, ...schemas } = toWireSchemas(contract);
  return {
    name,
    aliases,
    version: version!,
    summary: description ?? contract.description,
    tags: validation?.types.tags ?? [],
    tools: contract.tools?.map(({ name }: { readonly name: string }) => name) ?? [],
    module: module!,
    ...(image !== undefined && { image }),
    ...(space !== undefined && { space }),
    permissions: manifest.permissions ?? {},
    requires: manifest.requires,
    limits: manifest.limits,
    ...(validation !== undefined && { memory_mb: validation.resources.memory_mb }),
    schema_hash: await hashContract(contract),
    schemas: { ...schemas, reset_options: resetSchema(contract) },
  };
}

/** Throws `IntegrityError` if a contract is not the one that an entry describes. */
export async function assertIdentity(entry: RegistryEntry, contract: AnyContract): Promise<void> {
  const { name: environment, schema_hash } = entry;
  if (toShortName(contract.name) !== toShortName(environment)) {
    throw new IntegrityError(`Cannot use ${environment}: its code calls itself ${contract.name}`, { environment });
  }
  if (await hashContract(contract) === schema_hash) return;
  throw new IntegrityError(`Cannot use ${environment}: its contract is not the one that the registry describes`, {
    environment,
  });
}

/** Describes the options of a reset in JSON Schema: those of every environment, and the contract's own. */
export function resetSchema(contract: AnyContract): JsonSchema {
  const own = checksOf(contract).reset.jsonSchema ?? {};
  const { maxSteps } = contract;
  const common: Record<string, JsonSchema> = {
    seed: { type: "integer", description: "decides the episode; drawn at random if not given" },
    episode_id: { type: "string", description: "the episode's name; a UUID if not given" },
    max_steps: {
      type: "integer",
      minimum: 1,
      ...(maxSteps !== undefined && { maximum: maxSteps, default: maxSteps }),
      description: "the number of steps after which the episode is truncated",
    },
  };
  const ofTasks = contract.tasks === undefined ? {} : TASK_OPTIONS;
  return { ...own, type: "object", properties: { ...own.properties, ...common, ...ofTasks } };
}

const TASK_OPTIONS: Readonly<Record<string, JsonSchema>> = {
  split: { type: "string", description: "the split of the task; the first one for training if not given" },
  index: { type: "integer", minimum: 0, description: "the task's place in its split; the seed decides if not given" },
  task_id: { type: "string", description: "the task's id, instead of its place" },
};
