import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandExit } from "../shared/command_line.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { resolveCheckTarget } from "./check_target.ts";

const ENVS = new URL("../../envs/", import.meta.url).pathname;

async function assertRefused(name: string, message: string | RegExp, directory?: string): Promise<void> {
  await assert.rejects(resolveCheckTarget(name, directory), (thrown: unknown) => {
    assert.ok(thrown instanceof CommandExit);
    assert.equal(thrown.exitCode, 2);
    if (typeof message === "string") assert.equal(thrown.message, message);
    else assert.match(thrown.message, message);
    return true;
  });
}

Deno.test("resolveCheckTarget() finds the folder of a bundled name", async () => {
  for (const name of ["grid_world", "grid_world_env", "grid-world"]) {
    const folder = join(ENVS, "grid_world_env");
    assert.deepEqual(await resolveCheckTarget(name), { kind: "package", name, folder });
  }
});

Deno.test("resolveCheckTarget() takes a folder with a manifest, with or without a slash", async () => {
  await using folder = await makeTempFolder({ "openenv.yaml": "name: walk", "task.md": "# just a text" });
  const name = folder.path.slice(folder.path.lastIndexOf("/") + 1);
  const parent = join(folder.path, "..");
  for (const given of [name, `./${name}`, folder.path]) {
    assert.deepEqual(await resolveCheckTarget(given, parent), { kind: "package", name: given, folder: folder.path });
  }
  assert.deepEqual(await resolveCheckTarget(".", folder.path), { kind: "package", name: ".", folder: folder.path });
});

Deno.test("resolveCheckTarget() takes a module and a URL", async () => {
  await using folder = await makeTempFolder({ "walk.ts": "" });
  const url = pathToFileURL(join(folder.path, "walk.ts"));
  assert.deepEqual(await resolveCheckTarget("./walk.ts", folder.path), { kind: "module", name: "./walk.ts", url });
  for (
    const [name, url] of [
      ["http://localhost:8000/", "http://localhost:8000"],
      ["wss://example.com/a//", "https://example.com/a"],
      ["ws://example.com", "http://example.com"],
      ["HTTP://Example.com/? ", "http://example.com"],
    ] as const
  ) assert.deepEqual(await resolveCheckTarget(name), { kind: "url", name, url });
});

Deno.test("resolveCheckTarget() refuses what is no package, with exit code 2", async () => {
  await using folder = await makeTempFolder({ "README.md": "" });
  await assertRefused(".", "Cannot check .: the folder has no openenv.yaml", folder.path);
  await assertRefused("./walk", "Cannot load ./walk: there is no such file", folder.path);
  await assertRefused("grid_wrld", /did you mean grid_world\?$/, folder.path);
  await assertRefused("http://", "Cannot check http://: it is no URL");
  for (const url of ["http://localhost:8000?a=1", "http://localhost:8000/#a"]) {
    await assertRefused(url, `Cannot check ${url}: expected a base URL such as http://127.0.0.1:8000`);
  }
  for (const address of ["localhost:8000", "127.0.0.1:8000/a"]) {
    await assertRefused(address, `Cannot check ${address}: it is no URL; did you mean http://${address}?`);
  }
});

Deno.test("resolveCheckTarget() says what is wrong with a folder that is named without a slash, and with a manifest", async () => {
  await using folder = await makeTempFolder({ "openenv.yaml": "name: run" });
  await Deno.mkdir(join(folder.path, "walk"));
  await assertRefused("walk", "Cannot check walk: the folder has no openenv.yaml", folder.path);
  const says = "Cannot check ./openenv.yaml: it is a manifest; name the folder that it is in";
  await assertRefused("./openenv.yaml", says, folder.path);
});

Deno.test("resolveCheckTarget() refuses a folder that is a package of two formats", async () => {
  await using folder = await makeTempFolder({ "openenv.yaml": "name: walk", "task.md": "\n---\nid: 1\n---\n" });
  await assertRefused(".", "Cannot check .: the folder has both openenv.yaml and task.md", folder.path);
  await folder.write("task.toml", "");
  await assertRefused(".", "Cannot check .: the folder has both openenv.yaml and task.toml", folder.path);
});
