import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const found = new Map<string, Promise<readonly string[]>>();

/**
 * Returns the flags by which a child uses the lock file of its entry's project and can't change it. Without them, code
 * inside would add to it whatever it imports. Where there is no lock file, none is made.
 */
export function lockFlags(entry: string): Promise<readonly string[]> {
  const flags = found.get(entry) ?? findLock(entry);
  found.set(entry, flags);
  return flags;
}

async function findLock(entry: string): Promise<readonly string[]> {
  let folder = entry.startsWith("file:") ? dirname(fileURLToPath(entry)) : Deno.cwd();
  while (true) {
    const lock = join(folder, "deno.lock");
    if (await Deno.stat(lock).then(({ isFile }) => isFile, () => false)) return [`--lock=${lock}`, "--frozen"];
    if (dirname(folder) === folder) return ["--no-lock"];
    folder = dirname(folder);
  }
}
