import assert from "node:assert/strict";
import { type MappablePackage, writeImportMap } from "./import_map.ts";

function pack(name: string, imports: readonly string[], rest: Partial<MappablePackage> = {}): MappablePackage {
  return { name, imports: new Set(imports), exports: { ".": "./mod.js" }, needsDeno: false, ...rest };
}

Deno.test("writeImportMap() maps each subpath of the packages that a page can load", () => {
  const exports = { ".": "./mod.js", "./async": "./async/mod.js" };
  const packages = [
    pack("@a/core", ["zod"], { exports }),
    pack("@a/client", ["@a/core"]),
    pack("@a/server", ["@a/core"], { needsDeno: true }),
    pack("@a/registry", ["yaml"]),
  ];
  assert.deepEqual(writeImportMap(packages), {
    imports: {
      "@a/client": "/node_modules/@a/client/mod.js",
      "@a/core": "/node_modules/@a/core/mod.js",
      "@a/core/async": "/node_modules/@a/core/async/mod.js",
      "zod": "/node_modules/zod/index.js",
    },
  });
});
