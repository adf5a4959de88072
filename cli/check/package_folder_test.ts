import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { PackageFolder } from "./package_folder.ts";

Deno.test("PackageFolder.digest() hashes path, NUL, contents, NUL of every file", async () => {
  await using folder = await makeTempFolder({ "b.txt": "two", "a/c.txt": "" });
  const expected = createHash("sha256").update("a/c.txt\0\0b.txt\0two\0").digest("hex");
  assert.equal(await new PackageFolder(folder.path).digest(), expected);
  await using same = await makeTempFolder({ "a/c.txt": "", "b.txt": "two" });
  assert.equal(await new PackageFolder(same.path).digest(), expected);
});

Deno.test("PackageFolder.digest() reads files of any size", async () => {
  const text = "0123456789".repeat(20_000);
  await using folder = await makeTempFolder({ a: text });
  const expected = createHash("sha256").update(`a\0${text}\0`).digest("hex");
  assert.equal(await new PackageFolder(folder.path).digest(), expected);
});

Deno.test("PackageFolder.list() sorts by code points and leaves out what is no part of a package", async () => {
  await using folder = await makeTempFolder({
    "a.txt": "",
    "a/b.txt": "",
    "B.txt": "",
    "\u{1F600}.txt": "", // by UTF-16 it would come before the next one
    "\uFF01.txt": "",
    ".git/config": "",
    "src/__pycache__/a.pyc": "",
    "src/outputs": "a file of that name",
    ".venv/bin/python": "",
    ".worktrees/a": "",
    ".gitignore": "",
    "node_modules/a.js": "",
  });
  assert.deepEqual(await new PackageFolder(folder.path).list(), [
    ".gitignore",
    "B.txt",
    "a.txt",
    "a/b.txt",
    "node_modules/a.js",
    "\uFF01.txt",
    "\u{1F600}.txt",
  ]);
});

Deno.test("PackageFolder refuses a symbolic link, unless it is no part of the package", async () => {
  await using folder = await makeTempFolder({ "a.txt": "", ".venv/bin/python": "" });
  await symlink("/usr/bin/python3", join(folder.path, ".venv/bin/python3"));
  assert.deepEqual(await new PackageFolder(folder.path).list(), ["a.txt"]);
  await symlink("a.txt", join(folder.path, "b.txt"));
  const message = "Cannot read a package: b.txt is a symbolic link";
  await assert.rejects(new PackageFolder(folder.path).list(), { message });
  await assert.rejects(new PackageFolder(folder.path).digest(), { message });
});

Deno.test("PackageFolder.read() reads what is listed, and nothing else", async () => {
  await using folder = await makeTempFolder({ "a/b.txt": "text", ".git/config": "secret" });
  const files = new PackageFolder(join(folder.path, "a"));
  assert.equal(new TextDecoder().decode(await files.read("b.txt")), "text");
  for (const path of ["../.git/config", "c.txt", "./b.txt"]) {
    await assert.rejects(files.read(path), { message: `Cannot read ${path}: the package has no such file` });
  }
});
