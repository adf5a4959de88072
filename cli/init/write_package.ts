import { messageOf } from "@openenv/core";
import { dirname, join, resolve } from "node:path";
import type { PackageFile } from "./package_files.ts";

/**
 * Writes files into a folder, which is made if it does not exist.
 *
 * Nothing is overwritten: a folder that has anything but `.git` is refused. Nothing is left behind by a failure.
 */
export async function writePackage(folder: string, files: readonly PackageFile[]): Promise<void> {
  const obstacle = await findObstacle(folder);
  if (obstacle !== undefined) throw new Error(`Cannot write a package to ${folder}: ${obstacle}`);
  const made: string[] = [];
  try {
    for (const path of await findMissing(resolve(folder))) {
      await Deno.mkdir(path);
      made.push(path);
    }
    for (const { name, text } of files) {
      const path = join(folder, name);
      using file = await Deno.open(path, { write: true, createNew: true });
      made.push(path);
      await writeAll(file, new TextEncoder().encode(text));
    }
  } catch (cause) {
    for (const path of made.reverse()) await removeOwn(path);
    throw new Error(`Cannot write a package to ${folder}: ${messageOf(cause)}`, { cause });
  }
}

/** A folder in which somebody else has put something meanwhile stays. */
async function removeOwn(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch {
    // what went wrong first is what there is to say
  }
}

/** Why a folder can't take a package; `undefined` if it can. */
async function findObstacle(folder: string): Promise<string | undefined> {
  if (folder === "") return "the name of the folder is empty";
  const found: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) if (name !== ".git") found.push(name);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    return thrown instanceof Deno.errors.NotADirectory ? "it is a file, or inside of one" : messageOf(thrown);
  }
  if (found.length === 0) return undefined;
  const more = found.length > 1 ? ` and ${found.length - 1} more` : "";
  return `the folder is not empty, it has ${found.sort()[0]}${more}`;
}

/** The folders of a path that do not exist, the outermost first. */
async function findMissing(folder: string): Promise<string[]> {
  try {
    await Deno.stat(folder);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
    return [...await findMissing(dirname(folder)), folder];
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}
