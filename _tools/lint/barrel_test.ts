import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

const MODULE_COMMENT = "/**\n * What it is.\n *\n * @module\n */\n";

Deno.test("barrel accepts re-exports by name under a module comment", () => {
  const source = `${MODULE_COMMENT}export { a, type B } from "./a.ts";\nexport type { C } from "./c.ts";`;
  assert.deepEqual(lintSource("barrel", "core/mod.ts", source), []);
});

Deno.test("barrel accepts an empty module", () => {
  assert.deepEqual(lintSource("barrel", "core/mod.ts", "export {};"), []);
});

Deno.test("barrel refuses code, imports and export *", () => {
  const source =
    `${MODULE_COMMENT}import { a } from "./a.ts";\nexport const b = a;\nexport * from "./c.ts";\nexport { a };`;
  const found = lintSource("barrel", "envs/echo_env/mod.ts", source);
  assert.equal(found.length, 4);
  assert.match(found[2]!, /export \*/);
});

Deno.test("barrel lets the top re-export whole packages", () => {
  assert.deepEqual(lintSource("barrel", "mod.ts", `${MODULE_COMMENT}export * from "@openenv/core";`), []);
  assert.equal(lintSource("barrel", "mod.ts", `${MODULE_COMMENT}export * from "./core/errors.ts";`).length, 1);
});

Deno.test("barrel asks for a module comment", () => {
  const source = `/** Not about the @module. */\nexport { a } from "./a.ts";`;
  assert.match(lintSource("barrel", "core/mod.ts", source).join(), /@module/);
});

Deno.test("barrel judges mod.ts files only", () => {
  assert.deepEqual(lintSource("barrel", "core/schema_mod.ts", "export const a = 1;"), []);
});
