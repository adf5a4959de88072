import { join } from "node:path";
import { ROOT } from "./workspace.ts";

/**
 * Reads the version of Deno that this project is built with.
 *
 * `.dvmrc` decides it: version managers and `.ci/run` read that file, and a test compares every other place that names a
 * version (commands in the README, images) with it.
 */
export async function readDenoVersion(root: string = ROOT): Promise<string> {
  return (await Deno.readTextFile(join(root, ".dvmrc"))).trim();
}

/** Finds the versions of Deno that a text names, in commands as `deno@2.9.6` and in images as `denoland/deno:2.9.6`. */
export function findDenoVersions(text: string): string[] {
  return [...text.matchAll(/(?:\bdeno@|\bdenoland\/deno:[a-z-]*)(\d+\.\d+\.\d+)/g)].map(([, version]) => version!);
}
