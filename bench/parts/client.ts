import type { LoadCommands } from "../load/load_process.ts";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import type { Child } from "../processes/child.ts";
import { startLoad, startServer } from "../processes/start.ts";

const HEAD = ["observation", "sessions", "raw steps/s", "ours", "ratio", "raw CPU µs/step", "ours", "ratio"];
const SESSIONS = [1, 16];

/** Steps per second and client CPU per step, of a WebSocket and nothing else and of our client, against our server. */
export async function benchClient(options: BenchOptions): Promise<void> {
  const rows: string[][] = [];
  for (const world of ["small", "text"] as const) {
    await using processes = new AsyncDisposableStack();
    const { url } = await startServer("our", world, processes);
    const load = startLoad(processes);
    for (const sessions of SESSIONS) {
      for (const driver of ["raw", "client"] as const) {
        await load.ask("open", { group: driver, url, world, sessions, driver });
        await load.ask("slice", { group: driver, seconds: options.seconds / 2 });
      }
      const { rate, cpu } = await comparePaired(
        options.pairs,
        () => measure(load, "raw", options.seconds),
        () => measure(load, "client", options.seconds),
      );
      for (const group of ["raw", "client"]) await load.ask("close", { group });
      const name = world === "small" ? "small" : "20 KB of text";
      rows.push([name, formatNumber(sessions), ...comparedCells(rate), ...comparedCells(cpu, 1)]);
    }
  }
  printTable("Client: steps per second, and client CPU per step, against our server", HEAD, rows);
}

async function measure(load: Child<LoadCommands>, group: string, seconds: number): Promise<Sample<"rate" | "cpu">> {
  const { steps, seconds: took, cpuMs } = await load.ask("slice", { group, seconds });
  return { rate: steps / took, cpu: 1000 * cpuMs / steps };
}
