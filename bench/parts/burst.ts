import type { BurstResult } from "../load/burst.ts";
import type { LoadCommands } from "../load/load_process.ts";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { percentile } from "../measure/statistics.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import type { Child } from "../processes/child.ts";
import { assertOpenFiles } from "../processes/open_files.ts";
import { type ServerProcess, startLoad, startServer } from "../processes/start.ts";

const PAIRS = 3;
const TIMEOUT_SECONDS = 60;
/** A process that opens more sockets at once becomes slow itself, and with it every server. */
const SESSIONS_PER_PROCESS = 2048;
/** The most sessions of the burst before those that count: a fresh process has its code to compile. */
const WARM_UP_SESSIONS = 2048;

const HEAD = [
  "sessions",
  "bare succeeded",
  "ours",
  "bare p99 ms",
  "ours",
  "ratio",
  "bare CPU µs/session",
  "ours",
  "ratio",
  "bare peak MB",
  "ours",
];

/** Many sessions at once that each connect, reset, take one step that waits a second, and close. */
export async function benchBurst({ bursts }: BenchOptions): Promise<void> {
  const rows: string[][] = [];
  for (const sessions of bursts) {
    assertOpenFiles(sessions);
    rows.push(await compareBursts(sessions));
  }
  printTable("Bursts: connect, reset, a step that waits 1 s, close, all sessions at once", HEAD, rows);
}

async function compareBursts(sessions: number): Promise<string[]> {
  await using processes = new AsyncDisposableStack();
  const loads = Array.from({ length: Math.ceil(sessions / SESSIONS_PER_PROCESS) }, () => startLoad(processes));
  const bare = await startServer("bare", "wait", processes);
  const our = await startServer("our", "wait", processes);
  for (const server of [bare, our]) await burst(loads, server, Math.min(sessions, WARM_UP_SESSIONS));
  const lost = { bare: 0, our: 0 };
  const measure = async (which: "bare" | "our", server: ServerProcess): Promise<Sample<"p99Ms" | "cpu">> => {
    const { results, cpuMs } = await burst(loads, server, sessions);
    const tookMs = results.flatMap((result) => result.tookMs);
    lost[which] += sessions - tookMs.length;
    for (const { failures } of results) reportFailures(which, failures);
    return { p99Ms: percentile(tookMs, 0.99), cpu: 1000 * cpuMs / sessions };
  };
  const compared = await comparePaired(PAIRS, () => measure("bare", bare), () => measure("our", our));
  const peak = async ({ child }: ServerProcess) => (await child.ask("usage", { collect: false })).peakRssBytes / 1e6;
  return [
    formatNumber(sessions),
    formatShare(1 - lost.bare / sessions / (PAIRS + 1)),
    formatShare(1 - lost.our / sessions / PAIRS),
    ...comparedCells(compared.p99Ms),
    ...comparedCells(compared.cpu),
    formatNumber(await peak(bare)),
    formatNumber(await peak(our)),
  ];
}

async function burst(
  loads: readonly Child<LoadCommands>[],
  { child, url }: ServerProcess,
  sessions: number,
): Promise<{ readonly results: readonly BurstResult[]; readonly cpuMs: number }> {
  const before = await child.ask("usage", { collect: false });
  const input = { url, sessions: Math.ceil(sessions / loads.length), timeoutSeconds: TIMEOUT_SECONDS };
  const results = await Promise.all(loads.map((load) => load.ask("burst", input)));
  const after = await child.ask("usage", { collect: false });
  return { results, cpuMs: after.cpuMs - before.cpuMs };
}

function reportFailures(which: string, failures: BurstResult["failures"]): void {
  for (const [reason, count] of Object.entries(failures)) console.error(`${which}: ${count} failed: ${reason}`);
}

function formatShare(share: number): string {
  return `${(100 * share).toFixed(share === 1 ? 0 : 2)} %`;
}
