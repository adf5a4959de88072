import assert from "node:assert/strict";
import { publishCheck, type PublishResult } from "./publish_check.ts";
import { memberConfig, writeWorkspace } from "./write_workspace.ts";

const ROOT_CONFIG = {
  name: "@a/root",
  version: "0.1.0",
  license: "BSD-3-Clause",
  exports: "./mod.ts",
  workspace: ["./core"],
};

Deno.test("publishCheck() checks the members and the root", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify(ROOT_CONFIG),
    "mod.ts": `export { one } from "@a/core";`,
    "core/deno.json": memberConfig("@a/core"),
    "core/mod.ts": "/** One. */\nexport const one: number = 1;",
  });
  const results: PublishResult[] = [];
  assert.ok(await publishCheck(workspace.root, (result) => results.push(result)), JSON.stringify(results));
  assert.deepEqual(results.map(({ name, success }) => [name, success]), [["@a/core", true], ["@a/root", true]]);
});

Deno.test("publishCheck() refuses slow types, and goes on with the next package", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify(ROOT_CONFIG),
    "mod.ts": `export {};`,
    "core/deno.json": memberConfig("@a/core"),
    "core/mod.ts": "export const made = [1].map(String);",
  });
  const results: PublishResult[] = [];
  assert.equal(await publishCheck(workspace.root, (result) => results.push(result)), false);
  assert.deepEqual(results.map(({ success }) => success), [false, true]);
  assert.match(results[0]!.output, /slow type|explicit type/);
});

Deno.test("publishCheck() refuses tests, benches and fixtures among the files", async () => {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ ...ROOT_CONFIG, workspace: [] }),
    "mod.ts": "export {};",
    "mod_test.ts": "",
    "testdata/a.json": "{}",
  });
  const results: PublishResult[] = [];
  assert.equal(await publishCheck(workspace.root, (result) => results.push(result)), false);
  assert.match(results[0]!.output, /lets through:\n.*\/mod_test\.ts .*\n.*\/testdata\/a\.json /);
});
