import { AutoEnv, InvalidRegistryError, type ListedEnvironment } from "@openenv/registry";
import { BUILT_IN, MAX_CATALOG_BYTES, parseCatalog, resolveEnvironment } from "@openenv/registry/resolve";
import type { Command } from "commander";
import { fileURLToPath } from "node:url";
import type { Output } from "./shared/command_line.ts";
import { ifExists } from "./shared/if_exists.ts";
import { addRegistryFlags, type RegistryFlags } from "./shared/registry_flags.ts";
import { toTable } from "./shared/text_table.ts";

/** Options of `openenv list`, as the command line has them. */
interface ListFlags extends RegistryFlags {
  readonly catalog?: string;
  readonly json?: boolean;
}

/** Adds `openenv list`: lists the environments of the registries, or of a catalog. */
export function addListCommand(program: Command, output: Output): void {
  const command = program.command("list")
    .description("list the environments of the registries, or of a catalog")
    .option("--catalog <file>", "list a catalog of the Python package instead")
    .option("--json", "print JSON");
  addRegistryFlags(command)
    .action((flags: ListFlags) => flags.catalog === undefined ? list(flags, output) : listCatalog(flags, output));
}

async function list({ json, registry, cachedOnly }: ListFlags, output: Output): Promise<void> {
  const log = (text: unknown) => output.warn(String(text));
  const listed = await AutoEnv.list({ registry, cachedOnly, log });
  if (json) return output.print(JSON.stringify(await Promise.all(listed.map(describe)), null, 2));
  if (listed.length === 0) return output.print("There are no environments here");
  const rows = listed.map(({ name, version, summary, registry }) => [
    name,
    version,
    summary,
    registry === BUILT_IN ? "" : registry,
  ]);
  for (const line of toTable(["name", "version", "description", "registry"], rows)) output.print(line);
}

/** Describes an environment for programs, without its schemas, which `openenv info` has. */
async function describe({ schemas: _, files: __, summary: description, ...entry }: ListedEnvironment) {
  if (entry.registry !== BUILT_IN) return { ...entry, description };
  const { module } = await resolveEnvironment(`${entry.name}@${entry.version}`, { registry: BUILT_IN });
  return { ...entry, description, module: module.startsWith("file:") ? fileURLToPath(module) : module };
}

async function listCatalog({ catalog: path, json }: ListFlags, output: Output): Promise<void> {
  const size = (await ifExists(Deno.stat(path!)))?.size;
  if (size === undefined || size > MAX_CATALOG_BYTES) {
    const why = size === undefined ? "there is no such file" : `it has more than ${MAX_CATALOG_BYTES} bytes`;
    throw new InvalidRegistryError(`Cannot read catalog ${path}: ${why}`, { source: path! });
  }
  const { entries } = parseCatalog(await Deno.readTextFile(path!), path!);
  if (json) return output.print(JSON.stringify(entries, null, 2));
  const rows = entries.map(({ displayName, description, data: { license, source } }) => [
    displayName,
    license,
    description,
    `${source.uri} ${source.path} ${source.revision.slice(0, 12)}`,
  ]);
  if (rows.length === 0) return output.print("There are no environments in it");
  for (const line of toTable(["name", "license", "description", "source"], rows)) output.print(line);
}
