import assert from "node:assert/strict";
import { relative } from "node:path";
import { findDocumented } from "./check_docs.ts";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";

Deno.test("findDocumented() lists sources and Markdown with runnable blocks", async () => {
  const documented = "/**\n * One.\n *\n * ```ts\n * one();\n * ```\n */\nexport function one(): void {}\n";
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ name: "@a/root", exports: "./mod.ts", workspace: ["./core"] }),
    "mod.ts": documented,
    "README.md": "```ts\none();\n```\n",
    "core/deno.json": memberConfig("@a/core"),
    "core/mod.ts": documented,
    "core/plain.ts": "export const a = 1; // ```ts",
    "core/shown.ts": "/**\n * ```ts ignore\n * one();\n * ```\n */",
    "core/mod_test.ts": documented,
    "core/main.ts": documented,
    "core/README.md": "# Core\n\n```ts\none();\n```\n",
    "docs/errors.md": "```json\n{}\n```\n",
    "docs/guide.md": "```ts\none();\n```\n",
  });
  const found = (await findDocumented(workspace.root)).map((path) => relative(workspace.root, path));
  assert.deepEqual(found, ["core/README.md", "core/mod.ts", "docs/guide.md", "mod.ts"]);
});
