import { messageOf } from "@openenv/core";
import { dirname, join, resolve } from "node:path";
import { ifExists } from "./if_exists.ts";

/** A file to write. */
export interface WrittenFile {
  /** Its path in the folder, with forward slashes. */
  readonly name: string;
  /** Its contents. */
  readonly text: string | Uint8Array;
}

/**
 * Writes files into a folder, which is created if it does not exist.
 *
 * It overwrites nothing: a folder that has anything but `.git` is refused. A failure leaves nothing behind.
 */
export async function writePackage(folder: string, files: readonly WrittenFile[]): Promise<void> {
  const obstacle = await findObstacle(folder);
  if (obstacle !== undefined) throw new Error(`Cannot write a package to ${folder}: ${obstacle}`);
  const made: string[] = [];
  try {
    await makeFolder(resolve(folder), made);
    for (const { name, text } of files) {
      const path = join(folder, name);
      await makeFolder(resolve(dirname(path)), made);
      (await Deno.open(path, { write: true, createNew: true })).close();
      made.push(path);
      await (typeof text === "string" ? Deno.writeTextFile(path, text) : Deno.writeFile(path, text));
    }
  } catch (cause) {
    for (const path of made.reverse()) {
      await Deno.remove(path).catch(() => {}); // a folder stays if another process has written to it
    }
    throw new Error(`Cannot write a package to ${folder}: ${messageOf(cause)}`, { cause });
  }
}

/** Says why a folder can't take a package; `undefined` if it can. */
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

/** Makes a folder and those around it, if they do not exist; adds what it made to a list. */
async function makeFolder(folder: string, made: string[]): Promise<void> {
  for (const path of await findMissing(folder)) {
    await Deno.mkdir(path);
    made.push(path);
  }
}

/** Lists the folders of a path that do not exist, the outermost first. */
async function findMissing(folder: string): Promise<string[]> {
  if (await ifExists(Deno.stat(folder)) !== undefined) return [];
  return [...await findMissing(dirname(folder)), folder];
}
