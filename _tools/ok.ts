/**
 * Runs every check of the workspace in turn and stops at the first that fails: `deno task ok`.
 *
 * `--list` prints the steps instead, one a line; `.ci/run` runs the same steps without stopping.
 *
 * @module
 */
import { showDeno } from "./run_deno.ts";
import { ROOT } from "./workspace.ts";

/** The tasks of `deno.json` that make up `deno task ok`, the quick ones first. */
export const STEPS: readonly string[] = [
  "fmt:check",
  "lint",
  "check",
  "check:cycles",
  "doc:code",
  "registry:check",
  "envs:check",
  "publish:check",
  "check:envs",
  "test",
];

/** Runs steps in turn; returns the first that failed, or `undefined`. */
export async function runSteps(
  steps: readonly string[],
  run: (step: string) => Promise<boolean>,
  log: (line: string) => void,
): Promise<string | undefined> {
  for (const step of steps) {
    const start = performance.now();
    const success = await run(step);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    log(`${success ? "ok" : "FAILED"}: deno task ${step} (${seconds} s)`);
    if (!success) return step;
  }
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--list")) return console.log(STEPS.join("\n"));
  const failed = await runSteps(STEPS, (step) => showDeno(["task", step], { cwd: ROOT }), console.log);
  if (failed !== undefined) {
    console.error(`Not ok: step ${failed} failed (${STEPS.indexOf(failed) + 1} of ${STEPS.length})`);
    Deno.exit(1);
  }
  console.log("All ok");
}

if (import.meta.main) await main(Deno.args);
