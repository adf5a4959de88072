import { addToRegistry, describePermissions, LOCK_FILE, lockEnvironment } from "@openenv/registry/resolve";
import type { Command } from "commander";
import type { Output } from "./shared/command_line.ts";
import { addRegistryFlags, type RegistryFlags } from "./shared/registry_flags.ts";

/** Adds `openenv add <name>`: writes what a name resolves to into `openenv.lock`. */
export function addAddCommand(program: Command, output: Output): void {
  const command = program.command("add")
    .description(`write what a name resolves to into ${LOCK_FILE}, with the digests of all its modules`)
    .argument("<name>", "the name of an environment, with or without a version, or the URL of a module");
  addRegistryFlags(command).action(async (target: string, { registry, cachedOnly }: RegistryFlags) => {
    const log = (text: unknown) => output.warn(String(text));
    const { name, locked, permissions } = await lockEnvironment(target, { registry, cachedOnly, log });
    const modules = Object.keys(locked.modules).length;
    output.print(`Added ${[name, locked.version].join(" ").trim()} of ${locked.registry} to ${LOCK_FILE}`);
    output.print(
      `${modules} ${modules === 1 ? "module" : "modules"}; permissions: ${describePermissions(permissions)}`,
    );
  });
}

/** Adds `openenv registry add <path>`: adds a package to the index of a private registry. */
export function addRegistryCommand(program: Command, output: Output): void {
  program.command("registry").description("keep a private registry")
    .command("add")
    .description("add the package in a folder to a registry, with the digests of its files")
    .argument("<path>", "the folder of the package; its environment is loaded, for its schemas")
    .option("--index <file>", "the index of the registry; a new one is made if there is none", "index.json")
    .action(async (path: string, { index }: { index: string }) => {
      const { name, version, files } = await addToRegistry(path, index);
      output.print(`Added ${name} ${version} to ${index}, with ${Object.keys(files!).length} files`);
    });
}
