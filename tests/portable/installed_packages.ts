/**
 * What a user has who was given the tarballs: folders in which npm has installed some of them.
 *
 * @module
 */
import { join } from "node:path";
import { packAll } from "../../_tools/pack/pack.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { installTarballs, keepTarballs, keptTarballs } from "./tarballs.ts";

/** Where the folders are: outside of the checkout, so that nothing of it is found by chance. */
const FOLDER = await Deno.makeTempDir({ prefix: "openenv_packages_" });
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

let packed: Promise<string> | undefined;

/** Returns the folder of the tarballs of every package of the checkout; packs them unless that is done already. */
export function packOnce(): Promise<string> {
  return packed ??= pack();
}

async function pack(): Promise<string> {
  const kept = await keptTarballs(ROOT);
  if (kept !== undefined) return kept;
  const folder = join(FOLDER, "tarballs");
  await packAll(ROOT, folder);
  return await keepTarballs(ROOT, folder);
}

/** Installs packages of the checkout by their tarballs, and others by their names, into an empty folder; returns its path. */
export async function installPackages(
  folder: string,
  own: readonly string[],
  others: readonly string[] = [],
): Promise<string> {
  const path = join(FOLDER, folder);
  await installTarballs(path, await packOnce(), own, others);
  return path;
}
