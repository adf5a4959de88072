import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandExit, EXIT_CODE } from "../exit_codes.ts";
import { isFile, resolveTarget } from "../load_target.ts";

/** What a command line names to be checked. */
export type CheckTarget = PackageTarget | ModuleTarget | UrlTarget;

/** A folder with a manifest. */
export interface PackageTarget {
  /** Which of the three it is. */
  readonly kind: "package";
  /** What the report calls it: as it was given. */
  readonly name: string;
  /** The folder's path. */
  readonly folder: string;
}

/** A module whose default export is an environment. */
export interface ModuleTarget {
  /** Which of the three it is. */
  readonly kind: "module";
  /** What the report calls it: as it was given. */
  readonly name: string;
  /** Where it is. */
  readonly url: URL;
}

/** A running server. */
export interface UrlTarget {
  /** Which of the three it is. */
  readonly kind: "url";
  /** What the report calls it. */
  readonly name: string;
  /** Its base URL, `http:` or `https:`, without a slash on the end. */
  readonly url: string;
}

/** The file that makes a folder a package. */
export const MANIFEST = "openenv.yaml";

/** Those of other formats; a folder that has one of them as well could be meant either way. */
const FOREIGN = ["task.toml", "task.md"] as const;

/**
 * Finds what a command line names: a URL, a folder, a module, or the name of a bundled environment.
 *
 * @throws `CommandExit` for what is none of them, with the code for "no package".
 */
export async function resolveCheckTarget(name: string, directory: string = Deno.cwd()): Promise<CheckTarget> {
  if (/^(?:https?|wss?):\/\//i.test(name)) return { kind: "url", name, url: toHttpUrl(name) };
  const path = resolve(directory, name);
  const found = await statOf(path);
  if (found?.isDirectory && (isFile(name) || await isPackage(path))) return await resolveFolder(name, path);
  if (found?.isFile && basename(path) === MANIFEST) {
    throw refusal(name, "it is a manifest; name the folder that it is in");
  }
  try {
    const { url } = await resolveTarget(name, directory);
    if (isFile(name)) return { kind: "module", name, url };
    return await resolveFolder(name, await findFolder(url));
  } catch (thrown) {
    if (name !== "" && found?.isDirectory) throw refusal(name, `the folder has no ${MANIFEST}`);
    if (/^[\w.-]+:\d+/.test(name)) throw refusal(name, `it is no URL; did you mean http://${name}?`);
    throw new CommandExit(EXIT_CODE.notAPackage, (thrown as Error).message);
  }
}

function refusal(name: string, why: string): CommandExit {
  return new CommandExit(EXIT_CODE.notAPackage, `Cannot check ${name}: ${why}`);
}

/** Makes sure that a folder is a package, and of one format only. */
async function resolveFolder(name: string, folder: string): Promise<PackageTarget> {
  if (!await isPackage(folder)) throw refusal(name, `the folder has no ${MANIFEST}`);
  for (const other of FOREIGN) {
    if (await marksPackage(join(folder, other))) throw refusal(name, `the folder has both ${MANIFEST} and ${other}`);
  }
  return { kind: "package", name, folder };
}

async function isPackage(folder: string): Promise<boolean> {
  return (await statOf(join(folder, MANIFEST)))?.isFile ?? false;
}

/** A `task.md` is any text, unless it begins with front matter. */
async function marksPackage(path: string): Promise<boolean> {
  if (!(await statOf(path))?.isFile) return false;
  return path.endsWith(".toml") || /^\s*---/.test(await Deno.readTextFile(path));
}

/** The folder of a bundled environment: the nearest one around its module that has a manifest. */
async function findFolder(module: URL): Promise<string> {
  let folder = dirname(fileURLToPath(module));
  while (!await isPackage(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) return undefined;
    throw thrown;
  }
}

function toHttpUrl(name: string): string {
  if (!URL.canParse(name)) throw refusal(name, "it is no URL");
  const { href, search, hash } = new URL(name);
  if (search + hash !== "") throw refusal(name, "expected a base URL such as http://127.0.0.1:8000");
  return href.replace(/^ws/, "http").replace(/[?#/]+$/, "");
}
