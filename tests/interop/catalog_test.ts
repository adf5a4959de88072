/**
 * The reference's catalog: it reads ours, we read the one that it builds from a repository with our packages, and both name
 * the same environments by the same identifiers.
 */

import { parseCatalog, toCatalog } from "@openenv/registry/resolve";
import type { RegistryIndex } from "@openenv/registry";
import assert from "node:assert/strict";
import { join } from "node:path";
import index from "../../registry/index.json" with { type: "json" };
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { runPython } from "./python.ts";

const ENVS = new URL("../../envs/", import.meta.url);
const NAMES = index.environments.map(({ name }) => name);

async function git(folder: string, ...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
  const { success, stdout, stderr } = await new Deno.Command("git", { args: ["-C", folder, ...identity, ...args] })
    .output();
  if (!success) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the reference reads our catalog, and we read the one that it builds from the same packages", async () => {
  await using folder = await makeTempFolder();
  const repository = join(folder.path, "repository");
  for (const name of NAMES) {
    const text = await Deno.readTextFile(new URL(`${name}/openenv.yaml`, ENVS));
    await folder.write(`repository/envs/${name}/openenv.yaml`, text);
  }
  await git(repository, "init", "--quiet");
  await git(repository, "add", ".");
  await git(repository, "commit", "--quiet", "-m", "packages");
  const revision = await git(repository, "rev-parse", "HEAD");
  const source = "https://github.com/acme/envs.git";
  const text = toCatalog(index as unknown as RegistryIndex, { source, revision, license: "BSD-3-Clause" });
  const ours = await folder.write("ours.json", text);
  const theirs = join(folder.path, "theirs.json");

  const { lines } = await runPython("catalog.py", [ours, repository, revision, theirs]);
  const { names, found, identifiers, built } = JSON.parse(lines.at(-1)!);
  assert.deepEqual(names, NAMES);
  assert.equal(found[0], "tool_shop_env");
  assert.deepEqual(identifiers, built);

  const catalog = parseCatalog(await Deno.readTextFile(theirs), theirs);
  assert.deepEqual(catalog.entries.map(({ displayName }) => displayName), NAMES);
  assert.deepEqual(catalog.entries.map(({ identifier }) => identifier), identifiers);
});
