import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { writePackage, type WrittenFile } from "./write_package.ts";

const FILES = [file("a.ts", "one"), file("b.ts", "two")];

function file(name: string, text: string): WrittenFile {
  return { name, text };
}

async function listNames(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("writePackage() makes the folder, and those around it", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "deep", "down", "my_env");
  await writePackage(path, FILES);
  assert.deepEqual(await listNames(path), ["a.ts", "b.ts"]);
  assert.equal(await Deno.readTextFile(join(path, "b.ts")), "two");
});

Deno.test("writePackage() makes the folders of the files", async () => {
  await using folder = await makeTempFolder();
  await writePackage(folder.path, [file("vendor/core/a.ts", "one"), file("vendor/core/b.ts", "two")]);
  assert.deepEqual(await listNames(join(folder.path, "vendor", "core")), ["a.ts", "b.ts"]);
});

Deno.test("writePackage() takes an empty folder, also one that is under Git already", async () => {
  await using folder = await makeTempFolder();
  await Deno.mkdir(join(folder.path, ".git"));
  await writePackage(folder.path, FILES);
  assert.deepEqual(await listNames(folder.path), [".git", "a.ts", "b.ts"]);
});

Deno.test("writePackage() refuses a folder that has something, and leaves it as it is", async () => {
  await using folder = await makeTempFolder({ "b.ts": "mine", "c.ts": "", ".env": "" });
  await assert.rejects(writePackage(folder.path, FILES), {
    message: `Cannot write a package to ${folder.path}: the folder is not empty, it has .env and 2 more`,
  });
  assert.deepEqual(await listNames(folder.path), [".env", "b.ts", "c.ts"]);
});

Deno.test("writePackage() refuses a file, and a path through one", async () => {
  await using folder = await makeTempFolder({ "a.txt": "" });
  for (const path of ["a.txt", "a.txt/my_env"]) {
    await assert.rejects(writePackage(join(folder.path, path), FILES), /: it is a file, or inside of one$/);
  }
});

Deno.test("writePackage() leaves nothing behind when it fails", async () => {
  await using folder = await makeTempFolder();
  const broken = [...FILES, file("deep/c.ts", "three"), file("a.ts", "again")];
  await assert.rejects(writePackage(join(folder.path, "deep", "my_env"), broken), /^Error: Cannot write a package to /);
  assert.deepEqual(await listNames(folder.path), []);
  await assert.rejects(writePackage(folder.path, broken));
  assert.deepEqual(await listNames(folder.path), []);
});

Deno.test("writePackage() says why a folder cannot be made, and removes nothing that it has not made", async () => {
  await using folder = await makeTempFolder();
  await symlink("nowhere", join(folder.path, "link"));
  for (const path of ["link", "link/my_env"]) {
    await assert.rejects(writePackage(join(folder.path, path), FILES), /^Error: Cannot write a package to .* exists/);
    assert.deepEqual(await listNames(folder.path), ["link"]);
  }
  await assert.rejects(writePackage("", FILES), { message: /: the name of the folder is empty$/ });
});

Deno.test("writePackage() takes nothing away from another one that is at work", async () => {
  await using folder = await makeTempFolder();
  const path = join(folder.path, "deep", "my_env");
  const ends = await Promise.allSettled([writePackage(path, FILES), writePackage(path, FILES)]);
  assert.deepEqual(ends.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.deepEqual(await listNames(path), ["a.ts", "b.ts"]);
});
