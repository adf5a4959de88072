import { type AnyContract, isImplementation, type Schema } from "@openenv/core";
import { type JsonSchema, toJsonSchema } from "@openenv/core/schema";
import { AutoEnv, type ListedEnvironment } from "@openenv/registry";
import { BUILT_IN, describePermissions, resetSchema } from "@openenv/registry/resolve";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { addRegistryFlags, type RegistryFlags } from "../shared/registry_flags.ts";
import { isName, isUrl, loadTarget, resolveTarget } from "../shared/targets.ts";
import { toOneLine, toTable } from "../shared/text_table.ts";
import { rulesOf, toContractInfo } from "./contract_info.ts";
import { toRows } from "./schema_rows.ts";
import { readServerInfo, type ServerInfo } from "../shared/server_info.ts";

const HEADINGS = ["key", "type", "allowed", "default", "description"];

/** Options of `openenv info`, as the command line has them. */
interface InfoFlags extends RegistryFlags {
  readonly json?: boolean;
}

/** Adds `openenv info <target>`: describes an environment by its contract, or by its entry in another registry. */
export function addInfoCommand(program: Command, output: Output): void {
  const command = program.command("info")
    .description("describe an environment: its rules and its schemas")
    .argument(
      "<target>",
      "a module whose default export is an environment, a package's folder, the name of one, or the URL of a server",
    )
    .option("--json", "print JSON, with JSON Schemas");
  addRegistryFlags(command).action((target: string, flags: InfoFlags) => info(target, flags, output));
}

async function info(name: string, { json, registry, cachedOnly }: InfoFlags, output: Output): Promise<void> {
  if (isUrl(name)) return describeServer(await readServerInfo(name), json ?? false, output);
  const log = (text: unknown) => output.warn(String(text));
  const entry = isName(name) ? await AutoEnv.info(name, { registry, cachedOnly, log }) : undefined;
  if (entry !== undefined && entry.registry !== BUILT_IN) {
    if (json) return output.print(JSON.stringify(entry, null, 2));
    for (const line of describeEntry(entry)) output.print(line);
    return;
  }
  const { exported, path } = await loadTarget(await resolveTarget(name));
  if (!isImplementation(exported)) {
    throw new Error(`Cannot describe ${path}: it exports an app; name the module that exports the environment`);
  }
  const { contract } = exported;
  if (json) return output.print(JSON.stringify(await toContractInfo(contract), null, 2));
  for (const line of describeContract(contract)) output.print(line);
}

/** Describes what a running server hosts; it does not say all that a contract does. */
function describeServer({ metadata, schemas }: ServerInfo, json: boolean, output: Output): void {
  if (json) return output.print(JSON.stringify({ ...metadata, schemas }, null, 2));
  const { name, version, description, max_sessions } = metadata;
  const sessions = typeof max_sessions === "number" ? [["sessions of the server", `at most ${max_sessions}`]] : [];
  const { action, observation, state } = schemas;
  const rows = (schema: JsonSchema | undefined, isOutput: boolean) =>
    schema?.properties === undefined ? [] : toRows(schema, isOutput);
  const lines = [
    [name, version].filter((part) => typeof part === "string").join(" "),
    ...(typeof description === "string" && description !== "" ? [description] : []),
    ...(sessions.length === 0 ? [] : section("Rules", toTable(["rule", "value"], sessions).slice(1))),
    ...schemaSection("Action", rows(action, false)),
    ...schemaSection("Observation", rows(observation, true)),
    ...schemaSection("State", rows(state, true)),
  ];
  for (const line of lines) output.print(line);
}

/** Describes an entry of another registry, whose code is not loaded. */
function describeEntry(entry: ListedEnvironment): string[] {
  const { name, version, summary, registry, permissions, requires, check, measured, schemas } = entry;
  const scores = (["oracle", "random", "nothing"] as const).map((policy) => `${policy} ${measured?.[policy] ?? "-"}`);
  const facts = [
    ["registry", registry],
    ["permissions", describePermissions(permissions)],
    ["guarantees", requires.join(", ") || "none"],
    ["check", check === undefined ? "none" : `${check.verdict} (${check.level})`],
    ...(measured === undefined ? [] : [["scores", scores.join(", ")]]),
  ];
  return [
    toOneLine(`${name} ${version}`),
    toOneLine(summary),
    ...section("Facts", toTable(["fact", "value"], facts).slice(1)),
    ...schemaSection("Action", toRows(schemas.action, false)),
    ...schemaSection("Observation", toRows(schemas.observation, true)),
    ...schemaSection("State", toRows(schemas.state, true)),
    ...schemaSection("Reset options", toRows(schemas.reset_options, false)),
  ];
}

/** Describes a contract for people: one table for each schema. */
function describeContract(contract: AnyContract): string[] {
  const { name, version, description, action, observation, state, tasks } = contract;
  const episodeKeys = [
    "episode_id",
    "step_count",
    "seed",
    ...(tasks === undefined ? [] : ["task_id", "split", "index"]),
  ];
  const stateKeys = `${episodeKeys.slice(0, -1).join(", ")} and ${episodeKeys.at(-1)}`;
  return [
    `${name} ${version}`,
    ...(description === "" ? [] : [description]),
    ...section("Rules", toTable(["rule", "value"], ruleRows(contract)).slice(1)),
    ...schemaSection("Action", rowsOf(action, "input")),
    ...schemaSection("Observation", rowsOf(observation, "output")),
    ...schemaSection(`State, beside ${stateKeys}`, state === undefined ? [] : rowsOf(state, "output")),
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

function rowsOf(schema: Schema, io: "input" | "output"): string[][] {
  return toRows(toJsonSchema(schema, io, "schema"), io === "output");
}

function schemaSection(title: string, rows: readonly string[][]): string[] {
  return section(title, rows.length === 0 ? ["no keys of its own"] : toTable(HEADINGS, rows));
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", title, ...lines.map((line) => `  ${line}`)];
}
