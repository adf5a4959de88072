import type { HostKind } from "@openenv/server";
import { RawSession } from "../load/raw_session.ts";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { median } from "../measure/statistics.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { Child } from "../processes/child.ts";
import { familyMemory } from "../processes/family_memory.ts";
import { startLoad } from "../processes/start.ts";
import type { ServerCommands } from "../servers/server_commands.ts";
import { WORLDS } from "../worlds.ts";

/** The hosts that are compared with inline. */
const KINDS = ["worker", "process"] as const;
const SESSIONS = [1, 16, 64];
const LATENCY_ROUNDS = 15;
const MEMORY_SESSIONS = 16;
/** How long the warm pool has to fill up again between two starts, in milliseconds. */
const FILL_MS = 500;

interface HostedServer {
  readonly child: Child<ServerCommands>;
  readonly url: string;
}

/** Start, reset and step latency, steps per second and memory per session of each host, against inline. */
export async function benchHosts({ pairs, seconds }: BenchOptions): Promise<void> {
  const steps: string[][] = [];
  const rest: string[][] = [];
  for (const kind of KINDS) {
    await using processes = new AsyncDisposableStack();
    const inline = await startHosted("inline", processes);
    const other = await startHosted(kind, processes);
    const load = startLoad(processes);
    const latency = await comparePaired(2, () => measureLatency(inline), () => measureLatency(other));
    for (const key of ["start", "reset", "step"] as const) {
      rest.push([`${kind}, ${key} ms`, ...comparedCells(latency[key], 2)]);
    }
    for (const sessions of SESSIONS) {
      const groups = { inline: inline.url, other: other.url };
      for (const [group, url] of Object.entries(groups)) {
        await load.ask("open", { group, url, world: "small", sessions, driver: "raw" });
        await load.ask("slice", { group, seconds: seconds / 2 });
      }
      const measure = async (group: string) => {
        const slice = await load.ask("slice", { group, seconds });
        return { rate: slice.steps / slice.seconds };
      };
      const { rate } = await comparePaired(pairs, () => measure("inline"), () => measure("other"));
      steps.push([kind, formatNumber(sessions), ...comparedCells(rate)]);
      for (const group of Object.keys(groups)) await load.ask("close", { group });
    }
    const memory = await comparePaired(1, () => measureMemory("inline"), () => measureMemory(kind));
    rest.push([`${kind}, MB a session`, ...comparedCells(memory.each, 2)]);
  }
  printTable("Hosts: steps per second", ["host", "sessions", "inline", "steps/s", "ratio"], steps);
  printTable("Hosts: latency and memory", ["what", "inline", "host", "ratio"], rest);
}

async function startHosted(kind: HostKind, processes: AsyncDisposableStack): Promise<HostedServer> {
  const child = processes.use(new Child<ServerCommands>("servers/hosted_server.ts", kind));
  return { child, url: await child.ask("url") };
}

/** The medians of some sessions, one after another: from opening the socket to the end of the first reset, a reset, a step. */
async function measureLatency({ url }: HostedServer): Promise<Sample<"start" | "reset" | "step">> {
  const times = { start: [] as number[], reset: [] as number[], step: [] as number[] };
  for (let round = 0; round < LATENCY_ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, FILL_MS));
    const began = performance.now();
    const session = await RawSession.open(url, WORLDS.small);
    times.start.push(performance.now() - began);
    times.reset.push(await timed(() => session.exchange({ type: "reset", data: {} })));
    await session.step();
    for (let step = 0; step < 10; step++) times.step.push(await timed(() => session.step()));
    await session.close();
  }
  return { start: median(times.start), reset: median(times.reset), step: median(times.step) };
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}

/** The growth of a fresh server and its children. */
async function measureMemory(kind: HostKind): Promise<Sample<"each">> {
  await using processes = new AsyncDisposableStack();
  const { child, url } = await startHosted(kind, processes);
  const load = startLoad(processes);
  const read = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2 * FILL_MS));
    await child.ask("usage", { collect: true });
    return await familyMemory(child.pid) / 1024;
  };
  const before = await read();
  await load.ask("open", { group: "all", url, world: "small", sessions: MEMORY_SESSIONS, driver: "raw" });
  return { each: (await read() - before) / MEMORY_SESSIONS };
}
