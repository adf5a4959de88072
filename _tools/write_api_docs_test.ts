import assert from "node:assert/strict";
import { join } from "node:path";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";
import { ROOT } from "./workspace.ts";
import { writeApiDocs } from "./write_api_docs.ts";

Deno.test("writeApiDocs() writes a page for every public name, and forgets what was there", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ workspace: ["./core"] }),
    "core/deno.json": memberConfig("@a/core", { ".": "./mod.ts", "./more": "./more.ts" }),
    "core/mod.ts": "/** The first one. */\nexport const first = 1;\n",
    "core/more.ts": "/** The second one. */\nexport const second = 2;\n",
    "pages/old.html": "",
  });
  const folder = join(workspace.root, "pages");
  const page = await writeApiDocs(workspace.root, folder);
  assert.match(await Deno.readTextFile(page), /OpenEnv/);
  const symbols = await Deno.readTextFile(join(folder, "all_symbols.html"));
  for (const name of ["first", "second"]) assert.ok(symbols.includes(name), name);
  await assert.rejects(Deno.stat(join(folder, "old.html")), Deno.errors.NotFound);
});

Deno.test("writeApiDocs() says what deno doc has against a module", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ workspace: ["./core"] }),
    "core/deno.json": memberConfig("@a/core"),
    "core/mod.ts": "export const first = ;\n",
  });
  await assert.rejects(writeApiDocs(workspace.root, join(workspace.root, "pages")), /deno doc failed[^]*mod\.ts/);
});

Deno.test("writeApiDocs() writes the pages of this workspace", async () => {
  await using place = await writeWorkspace({});
  await writeApiDocs(ROOT, place.root);
  const symbols = await Deno.readTextFile(join(place.root, "all_symbols.html"));
  for (const name of ["connect", "createApp", "defineEnvironment", "LLMJudge"]) {
    assert.ok(symbols.includes(name), name);
  }
});
