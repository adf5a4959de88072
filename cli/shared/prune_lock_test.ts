import assert from "node:assert/strict";
import { pruneLock } from "./prune_lock.ts";

const LOCK = {
  version: "5",
  specifiers: { "npm:@a/one@^1.0.0": "1.2.0", "npm:zod@^4.6.7": "4.6.7", "npm:two@2": "2.0.0" },
  npm: {
    "@a/core@3.0.0": { integrity: "sha512-core", dependencies: ["zod"] },
    "@a/one@1.2.0": { integrity: "sha512-one", dependencies: ["@a/core", "deep@1.0.0"] },
    "deep@1.0.0": { integrity: "sha512-deep" },
    "deep@2.0.0": { integrity: "sha512-deeper" },
    "two@2.0.0": { integrity: "sha512-two", optionalDependencies: ["deep@2.0.0"] },
    "zod@4.6.7": { integrity: "sha512-zod" },
  },
  workspace: { dependencies: ["npm:@a/one@^1.0.0", "npm:two@2", "npm:zod@^4.6.7"] },
};

Deno.test("pruneLock() keeps what the imports need, with its integrity", () => {
  const { "@a/core@3.0.0": core, "@a/one@1.2.0": one, "deep@1.0.0": deep, "zod@4.6.7": zod } = LOCK.npm;
  assert.deepEqual(pruneLock(LOCK, ["npm:@a/one@^1.0.0"]), {
    version: "5",
    specifiers: { "npm:@a/one@^1.0.0": "1.2.0" },
    npm: { "@a/core@3.0.0": core, "@a/one@1.2.0": one, "deep@1.0.0": deep, "zod@4.6.7": zod },
    workspace: { dependencies: ["npm:@a/one@^1.0.0"] },
  });
});

Deno.test("pruneLock() keeps optional dependencies, which Deno locks too", () => {
  assert.deepEqual(Object.keys(pruneLock(LOCK, ["npm:two@2"]).npm), ["deep@2.0.0", "two@2.0.0"]);
});

Deno.test("pruneLock() keeps all if all is imported, and nothing if nothing is", () => {
  assert.deepEqual(pruneLock(LOCK, ["npm:zod@^4.6.7", "npm:two@2", "npm:@a/one@^1.0.0"]), LOCK);
  assert.deepEqual(pruneLock(LOCK, []), { version: "5", specifiers: {}, npm: {}, workspace: { dependencies: [] } });
});
