import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandExit, EXIT_CODE } from "../shared/command_line.ts";
import { ifExists } from "../shared/if_exists.ts";
import { MANIFEST } from "@openenv/registry/resolve";
import { isName, isPath, resolveTarget } from "../shared/targets.ts";

/** The target of a check; the report uses `name`, as the user gave it. */
export type CheckTarget =
  /** A folder with a manifest. */
  | { readonly kind: "package"; readonly name: string; readonly folder: string }
  /** A module whose default export is an environment. */
  | { readonly kind: "module"; readonly name: string; readonly url: URL }
  /** A running server, by its base URL, `http:` or `https:`, without a slash on the end. */
  | { readonly kind: "url"; readonly name: string; readonly url: string };

/** The files that make a folder a package of another format; with one of them as well, the folder is ambiguous. */
const FOREIGN = ["task.toml", "task.md"] as const;

/**
 * Finds what a command line names: a URL, a folder, a module, or the name of a bundled environment.
 *
 * @throws `CommandExit` for what is none of them, with the code for "no package".
 */
export async function resolveCheckTarget(name: string, directory: string = Deno.cwd()): Promise<CheckTarget> {
  if (/^(?:https?|wss?):\/\//i.test(name)) return { kind: "url", name, url: toHttpUrl(name) };
  const path = resolve(directory, name);
  const found = await ifExists(Deno.stat(path));
  if (found?.isDirectory && (isPath(name) || await isPackage(path))) return await resolveFolder(name, path);
  if (found?.isFile && basename(path) === MANIFEST) {
    throw refusal(name, "it is a manifest; name the folder that it is in");
  }
  try {
    const { url, package: bundled } = await resolveTarget(name, directory);
    if (!isName(name)) return { kind: "module", name, url };
    return await resolveFolder(name, resolve(fileURLToPath(bundled!.folder)));
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
async function resolveFolder(name: string, folder: string): Promise<CheckTarget> {
  if (!await isPackage(folder)) throw refusal(name, `the folder has no ${MANIFEST}`);
  for (const other of FOREIGN) {
    if (await marksPackage(join(folder, other))) throw refusal(name, `the folder has both ${MANIFEST} and ${other}`);
  }
  return { kind: "package", name, folder };
}

function isPackage(folder: string): Promise<boolean> {
  return hasFile(join(folder, MANIFEST));
}

async function hasFile(path: string): Promise<boolean> {
  return (await ifExists(Deno.stat(path)))?.isFile ?? false;
}

/** A `task.md` is any text, unless it begins with front matter. */
async function marksPackage(path: string): Promise<boolean> {
  return await hasFile(path) && (path.endsWith(".toml") || /^\s*---/.test(await Deno.readTextFile(path)));
}

function toHttpUrl(name: string): string {
  if (!URL.canParse(name)) throw refusal(name, "it is no URL");
  const { href, search, hash } = new URL(name);
  if (search + hash !== "") throw refusal(name, "expected a base URL such as http://127.0.0.1:8000");
  return href.replace(/^ws/, "http").replace(/[?#/]+$/, "");
}
