import type { AnyContract, Schema } from "@openenv/core";
import type { JsonSchema } from "@openenv/core/schema";
import { toTable } from "../text_table.ts";
import { resetSchema, rulesOf } from "./contract_info.ts";
import { toRows } from "./schema_rows.ts";

const HEADINGS = ["key", "type", "allowed", "default", "description"];

/** Describes a contract for people: one table for each schema. */
export function describeContract(contract: AnyContract): string[] {
  const stateKeys = contract.tasks === undefined
    ? "episode_id, step_count and seed"
    : "episode_id, step_count, seed, task_id, split and index";
  return [
    `${contract.name} ${contract.version}`,
    ...(contract.description === "" ? [] : [contract.description]),
    ...section("Rules", toTable(["rule", "value"], ruleRows(contract)).slice(1)),
    ...schemaSection("Action", toRows(schemaOf(contract.action, "input"), false)),
    ...schemaSection("Observation", toRows(schemaOf(contract.observation, "output"), true)),
    ...schemaSection(`State, beside ${stateKeys}`, toRows(schemaOf(contract.state, "output"), true)),
    ...schemaSection("Reset options", toRows(resetSchema(contract), false)),
  ];
}

function ruleRows(contract: AnyContract): string[][] {
  const { max_steps, max_sessions, requires_reset, allow_step_after_done } = rulesOf(contract);
  return [
    ["steps of an episode", max_steps === null ? "no limit" : `at most ${max_steps}`],
    ["sessions of a server", max_sessions === null ? "no limit" : `at most ${max_sessions}`],
    ["step before a reset", requires_reset ? "refused" : "opens an episode"],
    ["step after the end", allow_step_after_done ? "reaches the environment" : "refused"],
  ];
}

function schemaSection(title: string, rows: readonly string[][]): string[] {
  return section(title, rows.length === 0 ? ["no keys of its own"] : toTable(HEADINGS, rows));
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", title, ...lines.map((line) => `  ${line}`)];
}

function schemaOf(schema: Schema | undefined, io: "input" | "output"): JsonSchema {
  return (schema?.["~standard"].jsonSchema[io]({ target: "draft-2020-12" }) ?? {}) as JsonSchema;
}
