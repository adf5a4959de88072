import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { runInProcess } from "./run_in_process.ts";

/** What `openenv check --json` came to. */
export interface JsonRun {
  /** The exit code. */
  readonly code: number;
  /** What it printed. */
  readonly report: CheckReport;
}

/** Runs `openenv check` in this process. */
export async function checkJson(...args: readonly string[]): Promise<JsonRun> {
  const { code, printed, warned } = await runInProcess("check", ...args, "--json");
  assert.deepEqual(warned, []);
  return { code, report: JSON.parse(printed.join("\n")) };
}

/** The checks that came to one of these. */
export function found({ report }: JsonRun, ...statuses: readonly string[]): string[] {
  return report.results.filter(({ status }) => statuses.includes(status)).map(({ check_id }) => check_id);
}
