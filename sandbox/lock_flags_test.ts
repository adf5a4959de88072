import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { lockFlags } from "./lock_flags.ts";

Deno.test("lockFlags() freezes the lock file around an entry, and makes none where there is none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/with/inside`, { recursive: true });
    await Deno.writeTextFile(`${folder}/with/deno.lock`, "{}");
    const flagsOf = (path: string) => lockFlags(pathToFileURL(`${folder}/${path}`).href);
    assert.deepEqual(await flagsOf("with/inside/entry.ts"), [`--lock=${folder}/with/deno.lock`, "--frozen"]);
    assert.deepEqual(await flagsOf("entry.ts"), ["--no-lock"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
