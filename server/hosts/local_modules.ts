import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Code of this library outside of a package's own folder, in a checkout. */
const LIBRARY = import.meta.url.startsWith("file:") ? [fileURLToPath(new URL("../../", import.meta.url))] : [];
/** The config by which the entry of a host, which is part of this library, resolves names; the module's own is not read. */
const CONFIG = LIBRARY.map((folder) => `${folder}deno.json`);

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
    args: ["info", "--json", "--no-remote", "--no-npm", ...await configFlags(), module],
    stderr: "null",
  }).output();
  if (!success) return [path];
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  const roots = [`${await projectOf(folder)}/`, ...LIBRARY];
  return modules.filter(({ specifier }) => specifier.startsWith("file:"))
    .map(({ specifier }) => fileURLToPath(specifier))
    .filter((file) => file.startsWith(`${folder}/`) || isScript(file) && roots.some((root) => file.startsWith(root)));
}

async function configFlags(): Promise<string[]> {
  const [config] = CONFIG;
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

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}
