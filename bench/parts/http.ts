import { startOurServer } from "../../tests/interop/our_server.ts";
import { startPythonServer } from "../../tests/interop/python.ts";
import type { LoadCommands } from "../load/load_process.ts";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import type { Child } from "../processes/child.ts";
import { startLoad } from "../processes/start.ts";

const HEAD = ["HTTP sessions", "Python steps/s", "ours", "ratio"];

/** Steps per second over plain HTTP, of the Python package's server and of ours, both with the Note environment. */
export async function benchHttp(options: BenchOptions): Promise<void> {
  await using processes = new AsyncDisposableStack();
  const python = processes.use(await startPythonServer("note_server.py"));
  const our = processes.use(await startOurServer());
  const load = startLoad(processes);
  const rows: string[][] = [];
  for (const sessions of options.sessions) {
    for (const [group, { url }] of Object.entries({ python, our })) {
      await load.ask("openHttp", { group, url, sessions });
      await load.ask("slice", { group, seconds: options.seconds / 2 });
    }
    const measure = () => comparePaired(options.pairs, () => rate("python"), () => rate("our"));
    const rate = (group: string) => measureRate(load, group, options.seconds);
    rows.push([formatNumber(sessions), ...comparedCells((await measure()).rate)]);
    for (const group of ["python", "our"]) await load.ask("close", { group });
  }
  printTable("HTTP: steps per second beside the Python package's server", HEAD, rows);
}

async function measureRate(load: Child<LoadCommands>, group: string, seconds: number): Promise<Sample<"rate">> {
  const slice = await load.ask("slice", { group, seconds });
  return { rate: slice.steps / slice.seconds };
}
