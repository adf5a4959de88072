import process from "node:process";

/** What a process has used so far, by its own counters. */
export interface Usage {
  /** The CPU time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  /** The memory that it holds now, in bytes. */
  readonly rssBytes: number;
  /** The most memory that it has held, in bytes. */
  readonly peakRssBytes: number;
}

/** Reads this process' counters; `collect` collects garbage before, where the process was started to allow that. */
export function readUsage(collect = false): Usage {
  if (collect) collectGarbage();
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: Deno.memoryUsage().rss, peakRssBytes: readPeakRss() };
}

function collectGarbage(): void {
  for (let round = 0; round < 3; round++) (globalThis as { gc?: () => void }).gc?.();
}

/** Linux counts `maxRSS` from before the program was started, as its parent's; the other counter is its own. */
function readPeakRss(): number {
  if (Deno.build.os !== "linux") return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
  return Number(kilobytes) * 1024;
}
