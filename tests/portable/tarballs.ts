/**
 * The tarballs of `deno task pack`. Packing takes long: those of one state of the sources are made once, and kept.
 *
 * @module
 */
import { basename, join, relative } from "node:path";
import { listSources } from "./checkout.ts";
import { CACHE } from "./install.ts";
import { runProgram } from "./run_program.ts";

const KEPT = join(CACHE.pathname, "tarballs");

/** Returns the folder of the tarballs that were kept of the sources that a checkout has now, if they were. */
export async function keptTarballs(checkout: string): Promise<string | undefined> {
  const folder = join(KEPT, await hashSources(checkout));
  return await Deno.stat(folder).then(() => folder, () => undefined);
}

/** Keeps the tarballs that were made of a checkout, and no others; returns the folder that they are in now. */
export async function keepTarballs(checkout: string, made: string): Promise<string> {
  const folder = join(KEPT, await hashSources(checkout));
  await Deno.mkdir(KEPT, { recursive: true });
  for await (const { name } of Deno.readDir(KEPT)) await Deno.remove(join(KEPT, name), { recursive: true });
  const part = `${folder}.part`; // a run that ends half-way leaves no folder that looks complete
  await Deno.mkdir(part);
  for await (const { name } of Deno.readDir(made)) await Deno.copyFile(join(made, name), join(part, name));
  await Deno.rename(part, folder);
  return folder;
}

/** Installs tarballs of a folder, and other packages by their names, with npm in a new folder. */
export async function installTarballs(
  folder: string,
  tarballs: string,
  own: readonly string[],
  others: readonly string[] = [],
): Promise<void> {
  const all = await Array.fromAsync(Deno.readDir(tarballs), ({ name }) => join(tarballs, name));
  const chosen = all.filter((path) => own.some((name) => basename(path).startsWith(`openenv-${name}-`)));
  if (chosen.length !== own.length) throw new Error(`Cannot find tarballs of ${own} among ${all}`);
  await Deno.mkdir(folder);
  await Deno.writeTextFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", ...chosen, ...others];
  const { code, stderr } = await runProgram("npm", args, { cwd: folder, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`Cannot install ${own}: npm ended with ${code}: ${stderr}`);
}

/** A name for the state of a checkout's sources, and for the Deno that packs them. */
async function hashSources(checkout: string): Promise<string> {
  const parts: BlobPart[] = [Deno.version.deno];
  for (const path of await listSources(checkout)) {
    parts.push(`\n${relative(checkout, path)}\n`, await Deno.readFile(path));
  }
  const hash = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return new Uint8Array(hash).toHex();
}
