import type { Manifest } from "./manifest.ts";
import { ManifestError, type ManifestProblem } from "./manifest_error.ts";
import { readManifest } from "./read_manifest.ts";

/** How {@linkcode parseManifest} reads. */
export interface ParseManifestOptions {
  /** What messages call the text. Default: `"openenv.yaml"`. */
  readonly source?: string;
  /** Takes the warnings, in the order of the text. Default: nobody. */
  readonly onWarning?: (warning: ManifestProblem) => void;
}

/**
 * Reads a manifest, the text of `openenv.yaml`.
 *
 * In Deno this needs `--allow-env=LOG_TOKENS,LOG_STREAM`, two variables that the YAML library asks for.
 *
 * @param text The contents of the file.
 * @param options What to call it, and who hears warnings.
 * @returns What it says, with every default filled in.
 * @throws {ManifestError} If anything is wrong with it; the message names the first problem, `data.problems` has all.
 *
 * @example
 * ```ts
 * import { parseManifest } from "@openenv/registry/manifest";
 * import assert from "node:assert/strict";
 *
 * const manifest = parseManifest("name: echo_env\nmodule: environment.ts\naliases: [echo]");
 * assert.deepEqual([manifest.name, manifest.aliases, manifest.score], ["echo_env", ["echo"], "last_reward"]);
 *
 * assert.throws(
 *   () => parseManifest("name: echo_env\nlimits: { max_sesions: 4 }"),
 *   /^ManifestError: Cannot read openenv.yaml: line 2: limits.max_sesions is not a known key; did you mean max_sessions\?$/,
 * );
 * ```
 */
export function parseManifest(text: string, options: ParseManifestOptions = {}): Manifest {
  const { source = "openenv.yaml", onWarning = () => {} } = options;
  const { manifest, problems, warnings } = readManifest(text);
  warnings.forEach(onWarning);
  if (manifest !== undefined) return manifest;
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new ManifestError(`Cannot read ${source}: line ${first!.line}: ${first!.message}${more}`, { problems });
}
