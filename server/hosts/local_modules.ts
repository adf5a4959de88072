import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findConfig, isFile, LIBRARY } from "./package_config.ts";

/**
 * Lists the local files that loading a module takes: of its module graph, the scripts of its own project, and the other
 * files of its own folder. Nothing is fetched for it.
 *
 * A module is imported dynamically, so that permissions bind its imports as well. A static import of a file elsewhere on
 * the machine is not on the list: a package can't get at a file by importing it.
 */
export async function localModules(module: string, deno: string): Promise<string[]> {
  if (!module.startsWith("file:")) return [];
  const path = fileURLToPath(module);
  const folder = dirname(path);
  const { success, stdout } = await new Deno.Command(deno, {
    args: ["info", "--json", "--no-remote", "--no-npm", ...await configFlags(module), module],
    stderr: "null",
  }).output();
  if (!success) return [path];
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  const roots = [`${await projectOf(folder)}/`, ...LIBRARY === undefined ? [] : [LIBRARY]];
  return modules.filter(({ specifier }) => specifier.startsWith("file:"))
    .map(({ specifier }) => fileURLToPath(specifier))
    .filter((file) => file.startsWith(`${folder}/`) || isScript(file) && roots.some((root) => file.startsWith(root)));
}

/** Names the config by which a host resolves names: the package's if it links to this library, or else the library's. */
async function configFlags(module: string): Promise<string[]> {
  const config = await findConfig(module) ?? (LIBRARY === undefined ? undefined : `${LIBRARY}deno.json`);
  return config !== undefined && await isFile(config) ? ["--config", config] : [];
}

function isScript(file: string): boolean {
  return /\.m?[jt]sx?$/.test(file);
}

/** Finds the outermost folder around a module with a `deno.json`; without any, the module's own folder. */
async function projectOf(folder: string): Promise<string> {
  let project = folder;
  for (let here = folder;; here = dirname(here)) {
    if (await isFile(join(here, "deno.json")) || await isFile(join(here, "deno.jsonc"))) project = here;
    if (dirname(here) === here) return project;
  }
}
