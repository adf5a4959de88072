import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { memberConfig, writeWorkspace } from "../../_tools/write_workspace.ts";
import { IMPORT_MAP, packAll } from "../../_tools/pack/pack.ts";

const FILES = {
  "LICENSE": "free",
  "deno.json": JSON.stringify({ workspace: ["./core", "./envs/a_env"], imports: { "@z/zod": "npm:zod@^4.6.7" } }),
  "core/deno.json": memberConfig("@a/core"),
  "core/mod.ts":
    '/**\n * The core. More.\n *\n * @module\n */\nexport const one: number = 1;\nexport { name } from "./deep.ts";\n',
  "core/deep.ts": 'import config from "./deno.json" with { type: "json" };\nexport const name: string = config.name;\n',
  "envs/a_env/deno.json": memberConfig("@a/a-env"),
  "envs/a_env/README.md": "# own\n",
  "envs/a_env/openenv.yaml": "module: mod.ts\nother: none.ts\n",
  "envs/a_env/main.ts": 'import "./mod.ts";\n',
  "envs/a_env/mod.ts": 'import { one } from "@a/core";\nexport const two: number = one + 1;\n',
};

/** The files of a tarball. */
async function unpack(tarball: string): Promise<ReadonlyMap<string, string>> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_tools_" });
  try {
    const { success } = await new Deno.Command("tar", { args: ["-xzf", tarball, "-C", folder] }).output();
    assert.ok(success);
    const inside = join(folder, "package");
    const names = (await Array.fromAsync(Deno.readDir(inside))).map(({ name }) => name).sort();
    return new Map(
      await Promise.all(names.map(async (name) => [name, await Deno.readTextFile(join(inside, name))] as const)),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("packAll() makes complete tarballs, and removes older ones", async () => {
  await using workspace = await writeWorkspace({ ...FILES, "dist/old.tgz": "" });
  const dist = join(workspace.root, "dist");
  const [core, env] = await packAll(workspace.root, dist) as [string, string];
  assert.deepEqual([core, env].map((path) => basename(path)), ["a-core-0.1.0.tgz", "a-a-env-0.1.0.tgz"]);
  const names = (await Array.fromAsync(Deno.readDir(dist))).map(({ name }) => name).sort();
  assert.deepEqual(names, ["a-a-env-0.1.0.tgz", "a-core-0.1.0.tgz", IMPORT_MAP]);

  const coreFiles = await unpack(core);
  assert.deepEqual([...coreFiles.keys()], [
    "LICENSE",
    "README.md",
    "deep.d.ts",
    "deep.js",
    "deno.json",
    "mod.d.ts",
    "mod.js",
    "package.json",
  ]);
  assert.equal(coreFiles.get("README.md"), "# @a/core\n\nThe core. More.\n");
  assert.equal(JSON.parse(coreFiles.get("package.json")!).description, "The core.");
  for (const text of coreFiles.values()) assert.ok(!text.includes(workspace.root), text);

  const envFiles = await unpack(env);
  assert.deepEqual([...envFiles.keys()], [
    "LICENSE",
    "README.md",
    "mod.d.ts",
    "mod.js",
    "openenv.yaml",
    "package.json",
  ]);
  assert.equal(envFiles.get("README.md"), "# own\n");
  assert.equal(envFiles.get("openenv.yaml"), "module: mod.js\nother: none.ts\n");
  assert.deepEqual(JSON.parse(envFiles.get("package.json")!).dependencies, { "@a/core": "^0.1.0" });
});

const ALONE = { ...FILES, "deno.json": JSON.stringify({ workspace: ["./core"] }) };

Deno.test("packAll() says which package deno pack refuses", async () => {
  await using workspace = await writeWorkspace({ ...ALONE, "core/mod.ts": "export const made = [1].map(String);\n" });
  await assert.rejects(packAll(workspace.root, join(workspace.root, "dist")), /^Error: Cannot pack @a\/core: /);
});

Deno.test("packAll() copies what a module finds by its address, and refuses what is not compiled", async () => {
  const child = (name: string) => `export const child: URL = new URL("./${name}", import.meta.url);\n`;
  await using workspace = await writeWorkspace({ ...ALONE, "core/mod.ts": child("child.js"), "core/child.js": "1;\n" });
  const dist = join(workspace.root, "dist");
  const [core] = await packAll(workspace.root, dist);
  assert.equal((await unpack(core!)).get("child.js"), "1;\n");
  await Deno.writeTextFile(join(workspace.root, "core", "mod.ts"), child("deep.ts"));
  await assert.rejects(packAll(workspace.root, dist), {
    message: "Cannot pack @a/core: no export leads to deep.ts, so it is not compiled",
  });
});

Deno.test("packAll() refuses a workspace that takes something from elsewhere than npm", async () => {
  const config = JSON.stringify({ workspace: ["./core"], imports: { "@hono/hono": "jsr:@hono/hono@^4" } });
  await using workspace = await writeWorkspace({ ...FILES, "deno.json": config });
  await assert.rejects(packAll(workspace.root, join(workspace.root, "dist")), {
    message: `Cannot pack ${workspace.root}: the import @hono/hono is jsr:@hono/hono@^4, not from npm`,
  });
});
