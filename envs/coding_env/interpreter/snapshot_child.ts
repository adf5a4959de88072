/**
 * The child that makes the memory snapshot of Python. It runs no program, and may write into the snapshot's folder.
 *
 * @module
 */
import { serveParent } from "@openenv/sandbox/child";
import { dirname } from "node:path";
import { makeSnapshot } from "./load_python.ts";

serveParent(async (message, send) => {
  const { path } = message as { readonly path: string };
  try {
    await writeSnapshot(path);
    send({ made: true });
  } catch (error) {
    send({ made: false, reason: String(error) });
  }
});

/** Another process may do the same at the same time, and readers must never see a part of it. */
async function writeSnapshot(path: string): Promise<void> {
  if (await exists(path)) return;
  const snapshot = await makeSnapshot();
  const temporary = `${path}.${crypto.randomUUID()}`;
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await Deno.writeFile(temporary, snapshot, { mode: 0o600, createNew: true });
  await Deno.rename(temporary, path);
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
