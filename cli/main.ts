/**
 * The command `openenv`.
 *
 * ```sh
 * openenv serve ./environment.ts --port 8000
 * ```
 *
 * @module
 */
import { run } from "./run.ts";

if (import.meta.main) {
  const code = await run(Deno.args);
  // Success leaves the process to its servers; it ends when they do.
  if (code !== 0) Deno.exit(code);
}
