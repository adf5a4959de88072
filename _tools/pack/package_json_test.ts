import assert from "node:assert/strict";
import { completePackageJson, type PackageFacts, type PackedJson, writeRefusal } from "./package_json.ts";

const PACKED: PackedJson = {
  name: "@a/one",
  version: "0.1.0",
  license: "MIT",
  main: "./mod.js",
  types: "./mod.d.ts",
  exports: { ".": { types: "./mod.d.ts", import: "./mod.js", default: "./mod.js" } },
  dependencies: { wrong: "*" },
};
const FACTS: PackageFacts = {
  description: "One.",
  imports: new Set(["zod", "@a/two", "@a/server"]),
  optional: new Set(["@a/server"]),
  ranges: new Map([["zod", "^4.6.7"], ["@a/two", "^0.1.0"], ["@a/server", "^0.1.0"]]),
  needsDeno: false,
  isRefused: false,
};

Deno.test("completePackageJson() names every import, siblings included, and the optional ones as such", () => {
  assert.deepEqual(completePackageJson(PACKED, FACTS), {
    name: "@a/one",
    version: "0.1.0",
    description: "One.",
    license: "MIT",
    type: "module",
    engines: { node: ">=22", deno: ">=2.9" },
    main: "./mod.js",
    types: "./mod.d.ts",
    exports: PACKED.exports,
    dependencies: { "@a/two": "^0.1.0", zod: "^4.6.7" },
    peerDependencies: { "@a/server": "^0.1.0" },
    peerDependenciesMeta: { "@a/server": { optional: true } },
  });
});

Deno.test("completePackageJson() gives Deno alone what others cannot load", () => {
  const { engines, exports, main } = completePackageJson(PACKED, { ...FACTS, needsDeno: true, isRefused: true });
  assert.deepEqual([engines, main], [{ deno: ">=2.9" }, undefined]);
  assert.deepEqual(exports, { ".": { types: "./mod.d.ts", deno: "./mod.js", default: "./deno_only.js" } });
});

Deno.test("completePackageJson() refuses an import that deno.json does not name", () => {
  assert.throws(() => completePackageJson(PACKED, { ...FACTS, imports: new Set(["left-pad"]) }), {
    message: "Cannot pack @a/one: it imports left-pad, which deno.json does not name",
  });
});

Deno.test("writeRefusal() exports every name, and throws", async () => {
  const load = (code: string) => import(`data:text/javascript,${encodeURIComponent(code)}`);
  const code = writeRefusal("@a/one", new Set(["serve", "createApp", "default"]));
  assert.match(code, /^export let createApp, serve;\nexport default undefined;\nthrow /);
  await assert.rejects(load(code), /^Error: @a\/one runs on Deno alone: /);
  await assert.rejects(load(writeRefusal("@a/two", new Set())), /^Error: @a\/two runs on Deno alone: /);
});
