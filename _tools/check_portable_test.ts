import assert from "node:assert/strict";
import { checkPortable } from "./check_portable.ts";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";

const PACKAGES = {
  "deno.json": JSON.stringify({ workspace: ["./core", "./client"] }),
  "core/deno.json": memberConfig("@a/core", { ".": "./mod.ts", "./limits": "./limits.ts" }),
  "core/mod.ts": "export {};",
  "core/limits.ts": "export const LIMIT: number = structuredClone(1);",
  "client/deno.json": memberConfig("@a/client"),
};

Deno.test("checkPortable() accepts what browsers, Node and Bun have", async () => {
  await using workspace = await writeWorkspace({
    ...PACKAGES,
    "client/mod.ts": `import { LIMIT } from "@a/core/limits";
      export const socket: WebSocket = new WebSocket("ws://localhost:" + LIMIT);`,
    "client/mod_test.ts": "Deno.test('not checked', () => {});",
  });
  const { success, output, count } = await checkPortable(workspace.root);
  assert.ok(success, output);
  assert.equal(count, 3);
});

Deno.test("checkPortable() refuses Deno's own types", async () => {
  await using workspace = await writeWorkspace({
    ...PACKAGES,
    "client/mod.ts": "export const address: Deno.NetAddr | undefined = undefined;",
  });
  const { success, output } = await checkPortable(workspace.root);
  assert.ok(!success);
  assert.match(output, /Cannot find n\w+ 'Deno'[^]*client\/mod\.ts/);
});

Deno.test("checkPortable() fails if there is nothing to check", async () => {
  await using workspace = await writeWorkspace({ "deno.json": "{}" });
  assert.equal((await checkPortable(workspace.root)).success, false);
});
