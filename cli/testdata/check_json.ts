import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { runInProcess } from "./run_in_process.ts";

/** The result of `openenv check --json`. */
export interface JsonRun {
  /** The exit code. */
  readonly code: number;
  /** The report that it printed. */
  readonly report: CheckReport;
}

/** Runs `openenv check` in this process. */
export async function checkJson(...args: readonly string[]): Promise<JsonRun> {
  const { code, printed, warned } = await runInProcess("check", ...args, "--json");
  assert.deepEqual(warned, []);
  return { code, report: JSON.parse(printed.join("\n")) };
}

/** Lists the checks that have one of these statuses. */
export function found({ report }: JsonRun, ...statuses: readonly string[]): string[] {
  return report.results.filter(({ status }) => statuses.includes(status)).map(({ check_id }) => check_id);
}
