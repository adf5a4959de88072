import { Child } from "@openenv/sandbox";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { PYODIDE_FOLDER } from "./pyodide_folder.ts";
import { PYTHON_DRIVER } from "./python_driver.ts";

/** The longest that making a snapshot may take. */
const MAKE_MS = 60_000;

let made: Promise<string | undefined> | undefined;

/**
 * Returns the path of the memory snapshot of Python, which is made once per machine: it starts ten times as fast.
 * `undefined` if it cannot be made here.
 */
export function findSnapshot(): Promise<string | undefined> {
  return made ??= makeOnce();
}

async function makeOnce(): Promise<string | undefined> {
  const path = snapshotPath();
  if (path === undefined) return undefined;
  if (await isFile(path)) return path;
  const folder = dirname(path);
  const child = Child.start({
    entry: import.meta.resolve("./snapshot_child.ts"),
    permissions: { read: [PYODIDE_FOLDER, folder], write: [folder] },
  });
  const timer = setTimeout(() => child.kill("deadline"), MAKE_MS);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.onMessage = (message) => resolve((message as { made?: unknown }).made === true);
  child.send({ path });
  const isMade = await Promise.race([promise, child.ended.then(() => false)]);
  clearTimeout(timer);
  await child.close(0);
  return isMade ? path : undefined;
}

/** A file in the user's own cache, by everything that it depends on. */
function snapshotPath(): string | undefined {
  const home = readVariable("HOME");
  const cache = readVariable("XDG_CACHE_HOME") ?? (home && join(home, ".cache"));
  if (cache === undefined) return undefined;
  const hash = createHash("sha256").update([PYODIDE_FOLDER, Deno.version.deno, PYTHON_DRIVER].join("\0")).digest("hex");
  return join(cache, "openenv", `python-${hash.slice(0, 32)}.snapshot`);
}

function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** `false` also if this process may not look: the child that would make it does. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
