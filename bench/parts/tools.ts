import { OPENENV_VERSIONS, startPythonServer } from "../../tests/interop/python.ts";
import type { LoadCommands } from "../load/load_process.ts";
import type { ToolSurface } from "../load/tool_session.ts";
import { median } from "../measure/statistics.ts";
import { formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { Child } from "../processes/child.ts";
import { startLoad } from "../processes/start.ts";
import type { ServerCommands } from "../servers/server_commands.ts";

const HEAD = ["tool calls by", "sessions", "calls/s", "lowest to highest", "server CPU µs/call", "client CPU"];
/** The name of each surface in the table; the Python package's server has no agent links. */
const NAMES: Readonly<Record<ToolSurface, string>> = {
  step: "step, WebSocket",
  rpc: "JSON-RPC",
  mcp: "MCP, agent link",
};
/** Slices of each surface. Each takes half of the option's seconds, so that a cell takes twice that option. */
const ROUNDS = 4;
const VENV = new URL(`../../.cache/interop/venv-${OPENENV_VERSIONS.reference}/recipe.json`, import.meta.url);

/** One surface of one server. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly surface: ToolSurface;
  /** Reads the CPU time of the server in milliseconds, if that can be asked. */
  readonly cpuMs?: () => Promise<number>;
}

interface Sample {
  readonly rate: number;
  readonly busy: number;
  readonly serverUs: number;
}

/** Tool calls per second on each surface of the echo environment, and on those of the Python package's server. */
export async function benchTools(options: BenchOptions): Promise<void> {
  await using processes = new AsyncDisposableStack();
  const targets = await startTargets(options, processes);
  const load = startLoad(processes);
  const rows: string[][] = [];
  for (const sessions of options.sessions) {
    for (const { name, url, surface } of targets) {
      await load.ask("openTools", { group: name, url, surface, sessions });
      await load.ask("slice", { group: name, seconds: options.seconds / 2 });
    }
    const samples = new Map(targets.map((target) => [target, [] as Sample[]]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [target, own] of samples) own.push(await measure(load, target, options.seconds / 2));
    }
    for (const [target, own] of samples) rows.push([target.name, formatNumber(sessions), ...cells(own)]);
    for (const { name } of targets) await load.ask("close", { group: name });
  }
  printTable("Tools: calls per second on each surface", HEAD, rows);
}

/** Starts our server, and the one of the Python package where that is installed or wanted. */
async function startTargets(options: BenchOptions, processes: AsyncDisposableStack): Promise<Target[]> {
  const child = processes.use(new Child<ServerCommands>("servers/echo_server.ts"));
  const our = await child.ask("url");
  const cpuMs = async () => (await child.ask("usage", { collect: false })).cpuMs;
  const targets: Target[] = (["step", "rpc", "mcp"] as const).map((surface) => {
    return { name: NAMES[surface], url: our, surface, cpuMs };
  });
  if (!options.python && !await Deno.stat(VENV).then(() => true, () => false)) return targets;
  const capacity = String(2 * Math.max(...options.sessions));
  const { url } = processes.use(await startPythonServer("echo_server.py", ["--capacity", capacity]));
  for (const surface of ["step", "rpc"] as const) targets.push({ name: `${NAMES[surface]}, Python`, url, surface });
  return targets;
}

async function measure(load: Child<LoadCommands>, { name, cpuMs }: Target, seconds: number): Promise<Sample> {
  const before = await cpuMs?.() ?? NaN;
  const slice = await load.ask("slice", { group: name, seconds });
  const serverMs = (await cpuMs?.() ?? NaN) - before;
  return {
    rate: slice.steps / slice.seconds,
    busy: slice.cpuMs / slice.seconds / 1000,
    serverUs: serverMs * 1000 / slice.steps,
  };
}

function cells(samples: readonly Sample[]): string[] {
  const rates = samples.map(({ rate }) => rate);
  const serverUs = median(samples.map(({ serverUs }) => serverUs));
  return [
    formatNumber(median(rates)),
    `${formatNumber(Math.min(...rates))} to ${formatNumber(Math.max(...rates))}`,
    Number.isNaN(serverUs) ? "" : formatNumber(serverUs),
    `${formatNumber(100 * median(samples.map(({ busy }) => busy)))} %`,
  ];
}
