/** The guarantees that this machine can give about children. Killing always works. */
export interface SandboxCapabilities {
  /** The path of `prlimit`, which bounds the memory of a child; `undefined` if it is not installed. */
  readonly prlimit: string | undefined;
  /** The path of `setpriv`, with which a child dies with its parent; `undefined` if it is not installed. */
  readonly setpriv: string | undefined;
  /** The path of `nice`, with which a child in a loop does not hold others up; `undefined` if it is not installed. */
  readonly nice: string | undefined;
  /** `true` if the memory of a child can be watched: `/proc` exists and may be read. */
  readonly watchesMemory: boolean;
}

let found: Promise<SandboxCapabilities> | undefined;

/**
 * Finds out, once, what this machine can guarantee.
 *
 * @example
 * ```ts
 * import { capabilities } from "@openenv/sandbox";
 * import assert from "node:assert/strict";
 *
 * assert.equal(typeof (await capabilities()).watchesMemory, "boolean");
 * ```
 */
export function capabilities(): Promise<SandboxCapabilities> {
  return found ??= findCapabilities();
}

async function findCapabilities(): Promise<SandboxCapabilities> {
  const [prlimit, setpriv, nice, watchesMemory] = await Promise.all([
    findProgram("prlimit"),
    findProgram("setpriv"),
    findProgram("nice"),
    canRead("/proc/self/statm"),
  ]);
  return { prlimit, setpriv, nice, watchesMemory };
}

/** The programs are part of util-linux and coreutils, which every common distribution installs in one of these folders. */
async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of ["/usr/bin", "/bin", "/usr/local/bin"]) {
    const path = `${folder}/${name}`;
    if (await isFile(path)) return path;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function canRead(path: string): Promise<boolean> {
  try {
    await Deno.readTextFile(path);
    return true;
  } catch {
    return false;
  }
}
