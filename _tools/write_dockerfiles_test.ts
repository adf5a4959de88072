import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeTempFolder } from "../cli/testdata/temp_folder.ts";
import { ROOT } from "./workspace.ts";
import { findOutdated, listBundledFolders } from "./write_dockerfiles.ts";

Deno.test("every bundled environment has what it takes to run in a container: deno task dockerfiles", async () => {
  const folders = await listBundledFolders();
  assert.ok(folders.length > 3);
  for (const folder of folders) assert.deepEqual((await findOutdated(folder)).map(({ path }) => path), []);
});

Deno.test("findOutdated() writes what a new package lacks, and an episode to play", async () => {
  await using folder = await makeTempFolder();
  const path = join(ROOT, ".cache", basename(folder.path)); // in the checkout, for its imports
  await Deno.mkdir(join(ROOT, ".cache"), { recursive: true });
  await cp(join(ROOT, "envs", "grid_world_env"), path, { recursive: true });
  try {
    await Deno.remove(join(path, "Dockerfile"));
    await Deno.remove(join(path, "validation"), { recursive: true });
    const manifest = await Deno.readTextFile(join(path, "openenv.yaml"));
    await Deno.writeTextFile(join(path, "openenv.yaml"), manifest.replace(/^ {2}execution: .*\n/m, ""));
    const outdated = new Map((await findOutdated(path)).map((file) => [file.path.slice(path.length + 1), file.text]));
    assert.deepEqual([...outdated.keys()], ["Dockerfile", "openenv.yaml", "validation/runtime.json"]);
    assert.equal(outdated.get("openenv.yaml"), manifest);
    assert.match(outdated.get("Dockerfile")!, /image\.title="grid_world_env"/);
    const { plan_schema_version, reset, actions } = JSON.parse(outdated.get("validation/runtime.json")!);
    assert.deepEqual([plan_schema_version, reset.seed, reset.options], ["1", 7, { random_start: true }]);
    assert.ok(actions.length > 1 && actions.every(({ action }: { action: string }) => /^[A-Z]+$/.test(action)));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
