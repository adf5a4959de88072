/**
 * What a user has who was given the tarballs: folders in which npm has installed some of them.
 *
 * @module
 */
import { basename, join } from "node:path";
import { packAll } from "../../_tools/pack/pack.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { runProgram } from "./run_program.ts";

/** Where all this is: outside of the checkout, so that nothing of it is found by chance. */
const FOLDER = await Deno.makeTempDir({ prefix: "openenv_packages_" });
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

/** The folder of the tarballs. */
export const TARBALLS: string = join(FOLDER, "tarballs");

let packed: Promise<readonly string[]> | undefined;

/** Packs every package of the checkout, once; returns the paths of the tarballs. */
export function packOnce(): Promise<readonly string[]> {
  return packed ??= packAll(ROOT, TARBALLS);
}

/** Installs packages of the checkout by their tarballs, and others by their names, into an empty folder; returns its path. */
export async function installPackages(
  folder: string,
  own: readonly string[],
  others: readonly string[] = [],
): Promise<string> {
  const tarballs = (await packOnce()).filter((path) =>
    own.some((name) => basename(path).startsWith(`openenv-${name}-`))
  );
  if (tarballs.length !== own.length) throw new Error(`Cannot find tarballs of ${own} among ${await packOnce()}`);
  const path = join(FOLDER, folder);
  await Deno.mkdir(path);
  await Deno.writeTextFile(join(path, "package.json"), '{ "private": true, "type": "module" }\n');
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs, ...others];
  const { code, stderr } = await runProgram("npm", args, { cwd: path, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`Cannot install ${own}: npm ended with ${code}: ${stderr}`);
  return path;
}
