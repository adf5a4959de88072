import { join } from "node:path";
import { ROOT } from "./workspace.ts";

/**
 * Reads the version of Deno that this project is built with.
 *
 * `.dvmrc` is the one place where it is decided: version managers read it, `.ci/run` does, and whatever else has to
 * repeat it (commands in the README, images) is compared with it by a test.
 */
export async function readDenoVersion(root: string = ROOT): Promise<string> {
  return (await Deno.readTextFile(join(root, ".dvmrc"))).trim();
}

/** Finds the versions of Deno that a text names, in commands as `deno@2.9.6` and in images as `denoland/deno:2.9.6`. */
export function findDenoVersions(text: string): string[] {
  return [...text.matchAll(/(?:\bdeno@|\bdenoland\/deno:[a-z-]*)(\d+\.\d+\.\d+)/g)].map(([, version]) => version!);
}
