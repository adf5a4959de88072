import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findConfig, hostFlags, LIBRARY } from "./package_config.ts";

async function makePackage(config: string, name = "deno.json") {
  const folder = await Deno.makeTempDir({ prefix: "openenv test " });
  await Deno.mkdir(join(folder, "src"));
  await Deno.writeTextFile(join(folder, name), config);
  return {
    folder,
    module: pathToFileURL(join(folder, "src", "environment.ts")).href,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const LINK = JSON.stringify(pathToFileURL(LIBRARY!).href);

Deno.test("hostFlags() names the config of a package that links to this library, and its lock file", async () => {
  await using made = await makePackage(`{ /* mine */ "links": [\n${LINK}, // here\n] }`, "deno.jsonc");
  const config = join(made.folder, "deno.jsonc");
  assert.deepEqual(await hostFlags(made.module), ["--config", config, "--no-lock"]);
  const lock = join(made.folder, "deno.lock");
  await Deno.writeTextFile(lock, "{}");
  assert.deepEqual(await hostFlags(made.module), ["--config", config, `--lock=${lock}`, "--frozen"]);
});

Deno.test("findConfig() passes over a config that links elsewhere or nowhere, and code from elsewhere", async () => {
  for (const config of ['{ "links": ["./vendor", "https://example.test/"] }', "{}", "{"]) {
    await using made = await makePackage(config);
    assert.equal(await findConfig(made.module), undefined);
  }
  assert.equal(await findConfig("https://example.test/environment.ts"), undefined);
  assert.equal(await findConfig(import.meta.url), undefined);
});
