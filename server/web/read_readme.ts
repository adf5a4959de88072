import { fileURLToPath, pathToFileURL } from "node:url";

/** The largest README that is shown, in bytes. */
const MAX_BYTES = 1024 * 1024;

/** Where a README may be. */
export interface ReadmePlaces {
  /** The option `readme`. */
  readonly option: URL | undefined;
  /** The environment variable `ENV_README_PATH`. */
  readonly variable: string | undefined;
  /** The URL of the module that is hosted, if it is known. */
  readonly module: string | undefined;
}

/**
 * Reads the first README that is there: that of the option, of the variable, or `README.md` beside the module. Returns
 * `null` if there is none, if it is too large, or if the process may not read it; a server must not need that permission.
 */
export async function readReadme({ option, variable, module }: ReadmePlaces): Promise<string | null> {
  const beside = module === undefined ? undefined : new URL("README.md", module);
  for (const url of [option, variable ? pathToFileURL(variable) : undefined, beside]) {
    const text = url && await readFile(url);
    if (text !== undefined) return text;
  }
  return null;
}

async function readFile(url: URL): Promise<string | undefined> {
  if (url.protocol !== "file:") return undefined;
  const path = fileURLToPath(url);
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return undefined;
  try {
    const { size, isFile } = await Deno.stat(path);
    return isFile && size <= MAX_BYTES ? await Deno.readTextFile(path) : undefined;
  } catch {
    // A README is no reason to fail.
    return undefined;
  }
}
