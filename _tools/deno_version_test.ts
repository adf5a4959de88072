import assert from "node:assert/strict";
import { basename, relative } from "node:path";
import { findDenoVersions, readDenoVersion } from "./deno_version.ts";
import { listFiles, ROOT } from "./workspace.ts";

/** Files that tell people or machines which Deno to take. */
const TELLS_VERSION = /(\.md|\.ya?ml|^Dockerfile.*)$/;

Deno.test("findDenoVersions() finds versions in commands and images", () => {
  const text = "npx -y deno@2.9.6 task test\nFROM denoland/deno:2.9.5\nFROM denoland/deno:alpine-2.9.4 # deno 1.0.0";
  assert.deepEqual(findDenoVersions(text), ["2.9.6", "2.9.5", "2.9.4"]);
});

Deno.test("every version of Deno that is written down is the one of .dvmrc", async () => {
  const version = await readDenoVersion();
  assert.match(version, /^\d+\.\d+\.\d+$/);
  for (const path of await listFiles(ROOT)) {
    if (!TELLS_VERSION.test(basename(path))) continue;
    for (const found of findDenoVersions(await Deno.readTextFile(path))) {
      assert.equal(found, version, `${relative(ROOT, path)} names another Deno than .dvmrc`);
    }
  }
});
