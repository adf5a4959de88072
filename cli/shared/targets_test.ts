import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findBundled, listBundled, resolveTarget } from "./targets.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

/** Lists a folder that has one package with the given manifest, beside one folder without. */
async function listOne(manifest: string) {
  await using folder = await makeTempFolder();
  await Deno.mkdir(join(folder.path, "echo_env"));
  await Deno.mkdir(join(folder.path, "not_an_environment"));
  await folder.write("echo_env/openenv.yaml", manifest);
  return await listBundled(pathToFileURL(`${folder.path}/`));
}

Deno.test("listBundled() reads name, aliases and module from the manifests", async () => {
  const [found, ...others] = await listOne("name: echo_env\nmodule: src/environment.ts\naliases: [echo, parrot]\n");
  assert.deepEqual(others, []);
  assert.deepEqual([found?.name, found?.aliases], ["echo_env", ["echo", "parrot"]]);
  assert.match(found!.module.href, /^file:.*\/echo_env\/src\/environment\.ts$/);
});

Deno.test("listBundled() says which manifest cannot be used, and where", async () => {
  await assert.rejects(listOne("name: echo_env\nversion: 0.1"), {
    message: /^Cannot read .*echo_env[/\\]openenv\.yaml: line 2: version must be a text, but is the number 0\.1; /,
  });
  await assert.rejects(listOne("name: echo_env"), { message: /^Cannot list .*openenv\.yaml: it names no module$/ });
});

Deno.test("findBundled() prefers names to short names, and both to aliases", () => {
  const make = (name: string, aliases: string[]) => ({ name, aliases, module: new URL(`file:///${name}.ts`) });
  const bundled = [make("echo_env", ["grid", "parrot_env"]), make("grid_env", ["echo"]), make("grid-env", [])];
  const found = (name: string) => findBundled(name, bundled)?.name;
  assert.deepEqual(["echo", "grid", "grid-env", "Grid_Env"].map(found), [
    "echo_env",
    "grid_env",
    "grid-env",
    "grid_env",
  ]);
  assert.deepEqual(["parrot", "PARROT-env", "chess"].map(found), ["echo_env", "echo_env", undefined]);
});

Deno.test("resolveTarget() finds a bundled environment by its name and by its alias", async () => {
  const bundled = (await listBundled()).find(({ name }) => name === "grid_world_env")!;
  assert.deepEqual(bundled.aliases, ["grid_world"]);
  for (const target of ["grid_world_env", "grid-world", "grid_world"]) {
    assert.equal((await resolveTarget(target)).url.href, bundled.module.href);
  }
});
