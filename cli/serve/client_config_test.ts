import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { findClientConfig } from "./client_config.ts";

Deno.test("findClientConfig() finds the nearest deno.json that names the client, and not that of its vendored packages", async () => {
  const imports = JSON.stringify({ imports: { "@openenv/client": "jsr:@openenv/client" } });
  await using folder = await makeTempFolder({
    "my_env/deno.json": imports,
    "my_env/src/deno.json": "{}",
    "my_env/src/broken/deno.json": "{",
    "other/a.ts": "",
  });
  const root = pathToFileURL(`${folder.path}/`);
  const find = async (path: string) => (await findClientConfig(new URL(path, root)))?.href;
  const own = new URL("my_env/deno.json", root).href;
  assert.deepEqual([await find("my_env/environment.ts"), await find("my_env/src/broken/a.ts")], [own, own]);
  const checkout = new URL("../../deno.json", import.meta.url).href;
  assert.deepEqual([await find("other/a.ts"), await find("https://example.com/a.ts")], [checkout, checkout]);
});
