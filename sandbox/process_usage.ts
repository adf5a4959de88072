/** What a process and those that it has started have used. */
export interface ProcessUsage {
  /** Processor time, in seconds. Of a process that has ended, its parent has it. */
  readonly cpuS: number;
  /** The most memory that the process has held, in bytes, and what the others hold now. */
  readonly memoryBytes: number;
  /** Bytes that were written to disks. */
  readonly writtenBytes: number;
}

/** Clock ticks per second in `/proc`, on every platform that Deno runs on. */
const TICKS_PER_S = 100;

/**
 * Measures what a process and those that it has started have used, from their entries in `/proc`.
 *
 * @param pid The id of the process.
 * @returns The usage; `undefined` if there is no such process, or `/proc` can't be read, which takes `--allow-all`.
 *
 * @example
 * ```ts
 * import { processUsage } from "@openenv/sandbox";
 * import assert from "node:assert/strict";
 *
 * const usage = processUsage(Deno.pid);
 * if (usage !== undefined) assert.ok(usage.memoryBytes > 0);
 * ```
 */
export function processUsage(pid: number): ProcessUsage | undefined {
  const own = readStat(pid);
  const peak = readNumber(`/proc/${pid}/status`, /^VmHWM:\s+(\d+) kB$/m);
  if (own === undefined || peak === undefined) return undefined;
  let [cpuS, memoryBytes, writtenBytes] = [own.cpuS, peak * 1024, readWritten(pid)];
  for (const child of descendantsOf(pid)) {
    cpuS += readStat(child)?.cpuS ?? 0;
    memoryBytes += (readNumber(`/proc/${child}/status`, /^VmRSS:\s+(\d+) kB$/m) ?? 0) * 1024;
    writtenBytes += readWritten(child);
  }
  return { cpuS, memoryBytes, writtenBytes };
}

/** Reads the parent of a process, and its processor time with that of its children that have ended. */
function readStat(pid: number): { readonly parent: number; readonly cpuS: number } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may have spaces; the fields after it begin with the third.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), cpuS: ticks / TICKS_PER_S };
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat !== undefined) parents.set(Number(name), stat.parent);
  }
  const found = [pid];
  for (const parent of found) found.push(...[...parents].filter(([, of]) => of === parent).map(([child]) => child));
  return found.slice(1);
}

function readWritten(pid: number): number {
  return readNumber(`/proc/${pid}/io`, /^write_bytes: (\d+)$/m) ?? 0;
}

function readNumber(path: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(readText(path) ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined; // the process has ended, or may not be looked at
  }
}
