import { Child } from "@openenv/sandbox";
import assert from "node:assert/strict";
import { join } from "node:path";
import { PYODIDE_FOLDER } from "./pyodide_folder.ts";

Deno.test("the memory snapshot of Python is written into a folder of any name, which is made", async () => {
  const home = await Deno.makeTempDir();
  const folder = join(home, "a #1%20?", "openenv");
  const path = join(folder, "python.snapshot");
  const child = Child.start({
    entry: import.meta.resolve("./snapshot_child.ts"),
    permissions: { read: [PYODIDE_FOLDER, folder], write: [folder] },
  });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  child.onMessage = resolve;
  child.send({ path });
  assert.deepEqual(await Promise.race([promise, child.ended]), { made: true });
  await child.close(0);
  assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["python.snapshot"]);
  await Deno.remove(home, { recursive: true });
});
