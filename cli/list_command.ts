import { isImplementation } from "@openenv/core";
import type { Command } from "commander";
import type { Output } from "./shared/command_line.ts";
import { type BundledEnvironment, listBundled, loadTarget } from "./shared/targets.ts";
import { toTable } from "./shared/text_table.ts";
import { fileURLToPath } from "node:url";

/** Adds `openenv list`: lists the bundled environments. */
export function addListCommand(program: Command, output: Output): void {
  program.command("list")
    .description("list the bundled environments")
    .option("--json", "print JSON")
    .action(({ json }: { json?: boolean }) => list(json ?? false, output));
}

async function list(json: boolean, output: Output): Promise<void> {
  const environments = await Promise.all((await listBundled()).map(describe));
  if (json) return output.print(JSON.stringify(environments, null, 2));
  if (environments.length === 0) return output.print("There are no bundled environments here");
  const rows = environments.map(({ name, version, description }) => [name, version, description]);
  for (const line of toTable(["name", "version", "description"], rows)) output.print(line);
}

/** Reads name, version and description. Throws an `Error` for a bundled environment that cannot be loaded. */
async function describe({ name, module }: BundledEnvironment) {
  const path = fileURLToPath(module);
  const { exported } = await loadTarget({ url: module, path });
  if (!isImplementation(exported)) throw new Error(`Cannot list ${name}: ${path} does not export an environment`);
  const { version, description } = exported.contract;
  return { name, version, description, module: path };
}
