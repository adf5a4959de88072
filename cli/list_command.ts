import { isImplementation } from "@openenv/core";
import type { Command } from "commander";
import { fileURLToPath } from "node:url";
import { type BundledEnvironment, listBundled } from "./bundled.ts";
import { loadTarget } from "./load_target.ts";
import type { Output } from "./run.ts";
import { toTable } from "./text_table.ts";

/** One environment, as `openenv list --json` prints it. */
interface ListedEnvironment {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly module: string;
}

/** Adds `openenv list`: the bundled environments. */
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

/** What the contract says of itself. Throws an `Error` for a bundled environment that cannot be loaded. */
async function describe({ name, module }: BundledEnvironment): Promise<ListedEnvironment> {
  const path = fileURLToPath(module);
  const { exported } = await loadTarget({ url: module, path });
  if (!isImplementation(exported)) throw new Error(`Cannot list ${name}: ${path} does not export an environment`);
  const { version, description } = exported.contract;
  return { name, version, description, module: path };
}
