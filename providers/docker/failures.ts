import { showLastLines } from "../last_lines.ts";
import type { ProviderStatus } from "../provider.ts";
import type { ResolvedDockerOptions } from "./docker_options.ts";
import type { ContainerInfo } from "./engine.ts";

const MEBIBYTE = 1024 * 1024;

/** The options that a message may name. */
type HintOptions = Pick<ResolvedDockerOptions, "readOnly" | "capabilities" | "pids">;

/** Says how a container is, and how it ended; `undefined` stands for one that does not exist. */
export function toStatus(
  info: ContainerInfo | undefined,
  { memoryBytes }: Pick<ResolvedDockerOptions, "memoryBytes">,
): ProviderStatus {
  if (info === undefined) return { state: "ended", reason: "it was removed" };
  if (info.isRunning) return { state: "running" };
  const { exitCode, outOfMemory, error } = info;
  const limit = memoryBytes === false ? "" : ` (limit ${Math.round(memoryBytes / MEBIBYTE)} MiB)`;
  const killed = exitCode === 137 ? "it was killed" : `it exited with code ${exitCode}`;
  const reason = outOfMemory === true ? `it ran out of memory${limit}` : error || killed;
  return { state: "ended", exitCode, ...(outOfMemory && { outOfMemory }), reason };
}

/** Adds to a message the last lines that a container printed, and what they say about the defaults. */
export function withLines(message: string, logs: string, options: HintOptions): string {
  const hint = hintOf(logs, options);
  return `${message}; ${hint === undefined ? "" : `${hint}; `}${showLastLines(logs)}`;
}

/** The option that a program seems to miss, from what it printed. */
function hintOf(logs: string, { readOnly, capabilities, pids }: HintOptions): string | undefined {
  if (readOnly && /read-only file ?system|EROFS|os error 30/i.test(logs)) {
    return "it may only write where the option tmpfs says, unless readOnly is false";
  }
  if (capabilities !== "default" && /operation not permitted|EPERM|os error 1\b/i.test(logs)) {
    return "it has only the capabilities that the option capabilities lists";
  }
  if (pids !== false && /resource temporarily unavailable|EAGAIN|can't start new thread/i.test(logs)) {
    return `it may have ${pids} processes and threads, unless the option pids says otherwise`;
  }
}
