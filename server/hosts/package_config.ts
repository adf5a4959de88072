import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of this library, if it is on this machine: a checkout, or the folder `vendor` of a package. */
export const LIBRARY: string | undefined = import.meta.url.startsWith("file:")
  ? fileURLToPath(new URL("../../", import.meta.url))
  : undefined;

/**
 * Returns the flags of `deno run` for a process that loads a module. The process starts with an entry of this library, so
 * without them it would resolve the module's imports as the library does. A package that links to this library resolves
 * them by its own `deno.json`, and its lock file if it has one.
 */
export async function hostFlags(module: string): Promise<string[]> {
  const config = await findConfig(module);
  if (config === undefined) return [];
  const lock = join(dirname(config), "deno.lock");
  return ["--config", config, ...await isFile(lock) ? [`--lock=${lock}`, "--frozen"] : ["--no-lock"]];
}

/** Finds the config around a module that links to this library. One that may not be read does not count. */
export async function findConfig(module: string): Promise<string | undefined> {
  if (LIBRARY === undefined || !module.startsWith("file:")) return undefined;
  for (let folder = dirname(fileURLToPath(module));; folder = dirname(folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const config = join(folder, name);
      const text = await Deno.readTextFile(config).catch(() => "");
      if (linksOf(text, folder).includes(resolve(LIBRARY))) return config;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** Lists the folders that a config links to. It may have comments, so it is not parsed as JSON. */
function linksOf(config: string, folder: string): string[] {
  const [, list = ""] = /"links"\s*:\s*\[([^\]]*)\]/.exec(config) ?? [];
  const base = pathToFileURL(`${folder}/`);
  return [...list.matchAll(/"([^"]+)"/g)].map(([, link]) => URL.parse(link!, base))
    .flatMap((url) => url?.protocol === "file:" ? [resolve(fileURLToPath(url))] : []);
}

/** Whether a path is one of a file that may be read. */
export async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}
