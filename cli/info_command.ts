import { isImplementation } from "@openenv/core";
import type { Command } from "commander";
import { describeContract } from "./info/describe_contract.ts";
import { toContractInfo } from "./info/contract_info.ts";
import { loadTarget, resolveTarget } from "./load_target.ts";
import type { Output } from "./run.ts";

/** Adds `openenv info <target>`: what an environment's contract says. */
export function addInfoCommand(program: Command, output: Output): void {
  program.command("info")
    .description("describe an environment: its rules and its schemas")
    .argument("<target>", "a module whose default export is an environment, or the name of a bundled one")
    .option("--json", "print JSON, with JSON Schemas")
    .action((target: string, { json }: { json?: boolean }) => info(target, json ?? false, output));
}

async function info(name: string, json: boolean, output: Output): Promise<void> {
  const { exported, path } = await loadTarget(await resolveTarget(name));
  if (!isImplementation(exported)) {
    throw new Error(`Cannot describe ${path}: it exports an app; name the module that exports the environment`);
  }
  const { contract } = exported;
  if (json) return output.print(JSON.stringify(await toContractInfo(contract), null, 2));
  for (const line of describeContract(contract)) output.print(line);
}
