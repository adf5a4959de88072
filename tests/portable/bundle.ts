import assert from "node:assert/strict";
import { CACHE } from "./install.ts";
import { runProgram } from "./run_program.ts";

/** Bundles a program of this folder into one JavaScript file that mentions no `Deno.`; returns its path. */
export async function bundleFor(program: string, platform: "deno" | "browser" = "deno"): Promise<string> {
  await Deno.mkdir(CACHE, { recursive: true });
  const output = new URL(program.replace(/ts$/, "mjs"), CACHE).pathname;
  const entry = new URL(program, import.meta.url).pathname;
  const args = ["bundle", "--quiet", "--platform", platform, "--output", output, entry];
  const { code, stderr } = await runProgram(Deno.execPath(), args, { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`Cannot bundle ${program}: ${stderr}`);
  assert.doesNotMatch(await Deno.readTextFile(output), /\bDeno\./, "the bundle mentions Deno.");
  return output;
}
