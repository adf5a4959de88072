import type { AnyContract } from "@openenv/core";
import { hashContract, toWireSchemas } from "@openenv/core/contract";
import { resetSchema } from "@openenv/registry/resolve";

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
