import assert from "node:assert/strict";
import type { LoadCommands } from "../load/load_process.ts";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import type { Child } from "../processes/child.ts";
import { type ServerProcess, startLoad, startServer } from "../processes/start.ts";
import type { WorldName } from "../worlds.ts";

const HEAD = ["observation", "sessions", "bare steps/s", "ours", "ratio", "bare CPU µs/step", "ours", "ratio"];

/** Steps per second and server CPU per step, of the bare server and of ours. */
export async function benchSteps(options: BenchOptions): Promise<void> {
  const rows: string[][] = [];
  for (const world of ["small", "text"] as const) {
    await using processes = new AsyncDisposableStack();
    const bare = await startServer("bare", world, processes);
    const our = await startServer("our", world, processes);
    const load = startLoad(processes);
    await assertSameReplies(load, bare, our, world);
    for (const sessions of options.sessions) {
      const { rate, cpu } = await compareServers(options, load, bare, our, { world, sessions });
      const name = world === "small" ? "small" : "20 KB of text";
      rows.push([name, formatNumber(sessions), ...comparedCells(rate), ...comparedCells(cpu, 1)]);
    }
  }
  printTable("Server: steps per second, and server CPU per step", HEAD, rows);
}

/** The two servers are comparable only if they send the same bytes. */
async function assertSameReplies(
  load: Child<LoadCommands>,
  bare: ServerProcess,
  our: ServerProcess,
  world: WorldName,
): Promise<void> {
  const expected = await load.ask("sample", { url: bare.url, world });
  assert.deepEqual(await load.ask("sample", { url: our.url, world }), expected);
}

async function compareServers(
  { pairs, seconds }: BenchOptions,
  load: Child<LoadCommands>,
  bare: ServerProcess,
  our: ServerProcess,
  input: { readonly world: WorldName; readonly sessions: number },
) {
  await load.ask("open", { group: "bare", url: bare.url, driver: "raw", ...input });
  await load.ask("open", { group: "our", url: our.url, driver: "raw", ...input });
  for (const group of ["bare", "our"]) await load.ask("slice", { group, seconds: seconds / 2 });
  const compared = await comparePaired(
    pairs,
    () => measure(load, bare, "bare", seconds),
    () => measure(load, our, "our", seconds),
  );
  for (const group of ["bare", "our"]) await load.ask("close", { group });
  return compared;
}

async function measure(
  load: Child<LoadCommands>,
  { child }: ServerProcess,
  group: string,
  seconds: number,
): Promise<Sample<"rate" | "cpu">> {
  const before = await child.ask("usage", { collect: false });
  const slice = await load.ask("slice", { group, seconds });
  const after = await child.ask("usage", { collect: false });
  return { rate: slice.steps / slice.seconds, cpu: 1000 * (after.cpuMs - before.cpuMs) / slice.steps };
}
