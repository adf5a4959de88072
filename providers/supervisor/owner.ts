import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";

/** The process that started something. */
export interface Owner {
  /** The machine, and on Linux the namespace that its process ids are of. */
  readonly host: string;
  /** The process id. */
  readonly pid: number;
  /** When that process started, so that another process with the same id is not taken for it; empty if unknown. */
  readonly started: string;
}

/** `"elsewhere"`: it is of another machine or container, so nothing here can tell. */
export type OwnerState = "alive" | "gone" | "elsewhere";

/** Describes a process of this machine, by default this one. */
export function ownerOf(pid: number = process.pid): Owner {
  return { host: hostId(), pid, started: startOf(pid) ?? "" };
}

/** Tells whether the process that started something still lives. */
export function stateOf({ host, pid, started }: Owner): OwnerState {
  if (host !== hostId()) return "elsewhere";
  if (!exists(pid)) return "gone";
  const now = startOf(pid);
  return started === "" || now === undefined || now === started ? "alive" : "gone";
}

function hostId(): string {
  return [hostname(), attempt(() => readlinkSync("/proc/self/ns/pid").replace(/\D/g, ""))].filter(Boolean).join("/");
}

/** `true` if there is a process with that id. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === "EPERM";
  }
}

/** When a process started: this boot of the machine, and clock ticks since. Only Linux tells. */
function startOf(pid: number): string | undefined {
  return attempt(() => {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name, in parentheses, may have spaces and parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ");
    return `${boot}/${fields[19]}`;
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // another system, or no permission to read there
  }
}
