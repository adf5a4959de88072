import assert from "node:assert/strict";
import { join } from "node:path";
import { makePrivateRegistry } from "../testing_fixtures/private_registry.ts";
import { addToRegistry } from "./add_to_registry.ts";

Deno.test("addToRegistry() pins the files of a package, and replaces the same version", async () => {
  await using registry = await makePrivateRegistry({
    "src/environment_test.ts": "",
    ".env": "",
    "vendor/core/mod.ts": "",
    "data/a b.txt": "x",
  });
  const entry = await registry.add();
  assert.deepEqual(Object.keys(entry.files!), [
    "data/a b.txt",
    "first.ts",
    "openenv.yaml",
    "src/environment.ts",
  ]);
  const { environments } = JSON.parse(await Deno.readTextFile(registry.index));
  assert.deepEqual([environments.length, environments[0].base, environments[0].module], [
    1,
    "./tally/",
    "src/environment.ts",
  ]);
});

Deno.test("addToRegistry() refuses what can't be pinned", async () => {
  await using registry = await makePrivateRegistry();
  const add = (path = "tally") => addToRegistry(join(registry.folder, path), registry.index);
  await assert.rejects(add("nowhere"), { message: /there is no such file$/ });
  await assert.rejects(add("tally/src"), { message: /it is a folder; name the module/ });
  await registry.write("outside.ts", "export const first = 0;\n");
  await registry.write("tally/first.ts", 'export { first } from "../outside.ts";\n');
  await assert.rejects(add(), {
    code: "INVALID_REGISTRY",
    message: /it imports .*outside\.ts, which is not in its folder$/,
  });
  await registry.write("tally/first.ts", "export const first = 0;\n");
  await Deno.symlink(join(registry.folder, "outside.ts"), join(registry.folder, "tally/link.ts"));
  await assert.rejects(add(), { code: "INVALID_REGISTRY", message: /link\.ts: it is a symbolic link/ });
  await Deno.remove(join(registry.folder, "tally/link.ts"));
  await registry.write("tally/openenv.yaml", "name: tally_env\nmodule: src/environment.ts\n");
  await assert.rejects(add(), { message: /openenv\.yaml has no version$/ });
  await registry.write("tally/openenv.yaml", "name: tally_env\nversion: one\nmodule: src/environment.ts\n");
  await assert.rejects(add(), { message: /version: must be a version/ });
  await registry.write("index.json", "no index");
  await registry.write("tally/openenv.yaml", "name: tally_env\nversion: 1.0.0\nmodule: src/environment.ts\n");
  await assert.rejects(add(), { code: "INVALID_REGISTRY", message: /it is no JSON$/ });
});
