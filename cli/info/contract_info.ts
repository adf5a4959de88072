import type { AnyContract } from "@openenv/core";
import { hashContract, toWireSchemas, type WireSchemas } from "@openenv/core/contract";
import type { JsonSchema } from "@openenv/core/schema";

/** The rules of a contract; `null` stands for no limit. */
export interface ContractRules {
  /** The number of steps after which an episode is truncated. */
  readonly max_steps: number | null;
  /** The most sessions that one server may hold. */
  readonly max_sessions: number | null;
  /** `false` if the first step may open an episode. */
  readonly requires_reset: boolean;
  /** `true` if steps after the end reach the environment. */
  readonly allow_step_after_done: boolean;
}

/** A contract as `openenv info --json` prints it. */
export interface ContractInfo {
  /** The environment's name. */
  readonly name: string;
  /** The contract's version. */
  readonly version: string;
  /** One sentence, or nothing. */
  readonly description: string;
  /** The hash by which a client knows whether it was built for this contract. */
  readonly schema_hash: string;
  /** See {@linkcode ContractRules}. */
  readonly rules: ContractRules;
  /** What travels, in JSON Schema. */
  readonly schemas: WireSchemas & { readonly reset_options: JsonSchema };
}

/** Describes a contract for programs. */
export async function toContractInfo(contract: AnyContract): Promise<ContractInfo> {
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

/** The rules of a contract. */
export function rulesOf(contract: AnyContract): ContractRules {
  return {
    max_steps: contract.maxSteps ?? null,
    max_sessions: contract.maxSessions ?? null,
    requires_reset: contract.requiresReset,
    allow_step_after_done: contract.allowStepAfterDone,
  };
}

/** The JSON Schema of what `reset` takes: the options of every environment, and the contract's own. */
export function resetSchema(contract: AnyContract): JsonSchema {
  const own = contract.resetOptions?.["~standard"].jsonSchema.input({ target: "draft-2020-12" }) as JsonSchema ?? {};
  const { maxSteps } = contract;
  const common: Record<string, JsonSchema> = {
    seed: { type: "integer", description: "decides the episode; drawn at random if not given" },
    episode_id: { type: "string", description: "the episode's name; a UUID if not given" },
    max_steps: {
      type: "integer",
      minimum: 1,
      ...(maxSteps === undefined ? {} : { maximum: maxSteps, default: maxSteps }),
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
