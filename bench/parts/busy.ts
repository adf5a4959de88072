import { RawSession } from "../load/raw_session.ts";
import { percentile } from "../measure/statistics.ts";
import { formatNumber, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { Child } from "../processes/child.ts";
import type { ServerCommands } from "../servers/server_commands.ts";

/** The sessions that are watched; each has a process of its own. */
const SESSIONS = 64;
/** How long each of them waits between two steps, in milliseconds. */
const PAUSE_MS = 100;
/** How long the loop takes, in milliseconds. */
const LOOP_MS = 60_000;
/** How long the sessions are watched before the loop, and after it. */
const ALONE_MS = 20_000;

/** The latency of 64 sessions in processes, alone and beside a session that is in a loop for a minute. */
export async function benchBusy(_options: BenchOptions): Promise<void> {
  await using server = new Child<ServerCommands>("servers/hosted_server.ts", "process", "spinning_world.ts");
  const url = await server.ask("url");
  const open = (spin_ms: number) => RawSession.open(url, { action: { spin_ms } } as never);
  const sessions: RawSession[] = [];
  for (let count = 0; count < SESSIONS; count++) sessions.push(await open(0));
  const busy = await open(LOOP_MS);
  await watch(sessions, ALONE_MS / 4);
  const before = await watch(sessions, ALONE_MS);
  const loop = busy.step();
  const beside = await watch(sessions, LOOP_MS);
  await loop;
  const after = await watch(sessions, ALONE_MS);
  await Promise.all([...sessions, busy].map((session) => session.close()));
  const alone = [...before, ...after];
  const rows = [["median ms", 0.5], ["p99 ms", 0.99], ["p99.9 ms", 0.999]].map(([name, share]) => {
    const [quiet, loud] = [percentile(alone, Number(share)), percentile(beside, Number(share))];
    return [String(name), formatNumber(quiet, 2), formatNumber(loud, 2), formatNumber(loud / quiet, 2)];
  });
  printTable(
    `${SESSIONS} sessions in processes, a step every ${PAUSE_MS} ms, beside a loop`,
    ["latency", "alone", "beside", "ratio"],
    rows,
  );
}

/** Lets every session take steps for a while; returns how long each step took. */
async function watch(sessions: readonly RawSession[], forMs: number): Promise<number[]> {
  const until = performance.now() + forMs;
  const took: number[] = [];
  await Promise.all(sessions.map(async (session, index) => {
    await sleep((index * PAUSE_MS) / sessions.length);
    while (performance.now() < until) {
      const began = performance.now();
      await session.step();
      took.push(performance.now() - began);
      await sleep(PAUSE_MS);
    }
  }));
  return took;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
