import process from "node:process";

/** Signals a process group, so that the children of a server end with it; on Windows the process alone. */
export function killTree(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}
