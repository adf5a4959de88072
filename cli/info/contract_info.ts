import type { AnyContract } from "@openenv/core";
import { checksOf, hashContract, toWireSchemas } from "@openenv/core/contract";
import type { JsonSchema } from "@openenv/core/schema";

/** Describes a contract for programs: what `openenv info --json` prints. */
export async function toContractInfo(contract: AnyContract) {
  const { name, version, description } = contract;
  return {
    name,
    version,
    description,
    schema_hash: await hashContract(contract),
    rules: rulesOf(contract),
    schemas: { ...toWireSchemas(contract), reset_options: resetSchema(contract) },
  };
}

/** Reads the rules of a contract; `null` stands for no limit. */
export function rulesOf(contract: AnyContract) {
  return {
    max_steps: contract.maxSteps ?? null,
    max_sessions: contract.maxSessions ?? null,
    requires_reset: contract.requiresReset,
    allow_step_after_done: contract.allowStepAfterDone,
  };
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
