import { join } from "node:path";

/** The folder of the checkout. */
export const ROOT: string = join(import.meta.dirname!, "..");

/** One package of the workspace. */
export interface Package {
  /** The name that it is published under. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** Its public modules: the file of each subpath (`.` is the package itself). */
  readonly exports: ReadonlyMap<string, string>;
}

/** The part of a `deno.json` that the tools read. */
export interface Config {
  readonly name?: string;
  readonly exports?: string | Record<string, string>;
  readonly workspace?: readonly string[];
  readonly imports?: Record<string, string>;
  readonly tasks?: Record<string, unknown>;
  readonly compilerOptions?: Record<string, unknown>;
}

/** Reads a folder's `deno.json`. */
export async function readConfig(folder: string): Promise<Config> {
  const path = join(folder, "deno.json");
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    throw new Error(`Cannot read ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Lists the named packages of a workspace: its members, and then the root. */
export async function readPackages(root: string = ROOT): Promise<Package[]> {
  const { workspace = [] } = await readConfig(root);
  const packages: Package[] = [];
  for (const folder of [...workspace.map((member) => join(root, member)), root]) {
    const { name, exports = {} } = await readConfig(folder);
    if (name === undefined) continue;
    const files = Object.entries(typeof exports === "string" ? { ".": exports } : exports);
    packages.push({ name, folder, exports: new Map(files.map(([subpath, file]) => [subpath, join(folder, file)])) });
  }
  return packages;
}

/** Joins a package and a subpath to a specifier: `@openenv/core` and `./tensor` to `@openenv/core/tensor`. */
export function specifierOf(name: string, subpath: string): string {
  return name + subpath.slice(1);
}

/** Lists the files under a folder, sorted, without hidden ones and those that `skips` matches; none if it does not exist. */
export async function listFiles(folder: string, skips: (name: string) => boolean = () => false): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name.startsWith(".") || name === "node_modules" || skips(name)) continue;
      const path = join(folder, name);
      if (isDirectory) found.push(...await listFiles(path, skips));
      else found.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

/** `true` for a TypeScript module that is neither a test nor a bench nor a fixture, by name. */
export function isSourceModule(path: string): boolean {
  return /\.tsx?$/.test(path) && !/_(test|bench)\.tsx?$/.test(path) && !/\/(testdata|testing_fixtures)\//.test(path);
}
