import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { findPackageSource } from "./package_source.ts";

const { version } = config;

Deno.test("findPackageSource() finds the checkout that it runs from", async () => {
  assert.deepEqual(await findPackageSource(), { version, checkout: new URL("../../", import.meta.url) });
});

Deno.test("findPackageSource() names no checkout where the module comes from the registry", async () => {
  assert.deepEqual(await findPackageSource("https://jsr.io/@openenv/cli/0.1.0/init/package_source.ts"), { version });
});

Deno.test("findPackageSource() names no checkout for a file that is in none, as a bundle", async () => {
  for (const text of [undefined, "{}", '{"name":"@acme/app","workspace":[]}', "no JSON"]) {
    await using folder = await makeTempFolder(text === undefined ? {} : { "deno.json": text });
    const module = pathToFileURL(`${folder.path}/cli/init/package_source.ts`);
    assert.deepEqual(await findPackageSource(module.href), { version });
  }
});
