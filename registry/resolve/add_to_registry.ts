import { isImplementation } from "@openenv/core/contract";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { readIfThere, sha256, writeWhole } from "./download.ts";
import { describeEntry } from "./entry_of.ts";
import { parseIndex } from "./index_schema.ts";
import { MANIFEST, readLocalTarget } from "./local_target.ts";
import { withTurn } from "./lock_file.ts";
import { digestGraph } from "./module_graph.ts";
import { InvalidRegistryError } from "./registry_errors.ts";
import type { RegistryEntry } from "./registry_index.ts";

/** The names of files and folders that are no part of a package. */
const SKIPPED =
  /^(\..*|node_modules|testdata|testing_fixtures|__pycache__|.*_(test|bench)\.tsx?|deno\.lock|openenv\.lock)$/;

/**
 * Adds the package in a folder to a private registry, or replaces the same version of it. It loads the environment, for
 * its schemas, and pins every file of the package.
 *
 * @param path The folder of the package.
 * @param index The path of the index; a new one is made if there is none.
 * @returns The entry.
 * @throws `InvalidRegistryError` for a package that can't be pinned, or for a file that is no index.
 */
export async function addToRegistry(path: string, index: string): Promise<RegistryEntry> {
  const refuse = (reason: string) => new InvalidRegistryError(`Cannot add ${path}: ${reason}`, { source: path });
  const { url, package: found } = await readLocalTarget(path);
  if (found === undefined) throw refuse(`expected the folder of a package, with an ${MANIFEST}`);
  const { manifest, folder } = found;
  const modules = Object.keys(await digestGraph(url, { name: manifest.name, folder, isNew: true }));
  const outside = modules.find((module) => module.startsWith("file:"));
  if (outside !== undefined) throw refuse(`it imports ${fileURLToPath(outside)}, which is not in its folder`);
  const { default: environment } = await import(url.href);
  if (!isImplementation(environment)) throw refuse(`${manifest.module} exports no environment`);
  const [root, file] = [fileURLToPath(folder), resolve(index)];
  // `openenv init` copies this library there, which code from elsewhere takes from its host.
  const isVendored = !modules.some((module) => module.startsWith("./vendor/"));
  const left = [file, ...(isVendored ? [`${root}vendor`] : [])];
  const described = await describeEntry(manifest, environment.contract, `${root}${MANIFEST}`);
  const base = relative(dirname(file), root).split(sep).map(encodeURIComponent).join("/");
  const entry: RegistryEntry = { ...described, base: `./${base}/`, files: await digestFiles(folder, left) };
  await withTurn(file, async () => {
    const bytes = await readIfThere(file);
    const before = bytes === undefined ? [] : parseIndex(new TextDecoder().decode(bytes), index).environments;
    const others = before.filter(({ name, version }) => name !== entry.name || version !== entry.version);
    const text = JSON.stringify({ schema_version: 1, environments: [...others, entry] }, null, 2);
    parseIndex(text, index); // what no registry can hold is not written
    await writeWhole(file, `${text}\n`);
  });
  return entry;
}

function toUrl(path: string, folder: URL): URL {
  return new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
}

async function digestFiles(folder: URL, left: readonly string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const visit = async (path: string) => {
    for await (const { name, isDirectory, isFile, isSymlink } of Deno.readDir(toUrl(path, folder))) {
      const file = toUrl(`${path}${name}`, folder);
      if (SKIPPED.test(name) || left.includes(fileURLToPath(file))) continue;
      if (isSymlink) {
        const source = fileURLToPath(file);
        throw new InvalidRegistryError(`Cannot add ${source}: it is a symbolic link, which can't be pinned`, {
          source,
        });
      }
      if (isDirectory) await visit(`${path}${name}/`);
      else if (isFile) files[`${path}${name}`] = sha256(await Deno.readFile(file));
    }
  };
  await visit("");
  return Object.fromEntries(Object.entries(files).sort(([one], [other]) => one < other ? -1 : 1));
}
