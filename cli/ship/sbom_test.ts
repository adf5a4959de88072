import assert from "node:assert/strict";
import { createSbom } from "./sbom.ts";

const MANIFEST = { name: "walk_env", version: "1.2.3", description: "A walk." };
const LOCK = {
  version: "5",
  specifiers: {},
  npm: {
    "@a/one@1.2.0": { integrity: "sha512-AAEC", dependencies: ["deep@1.0.0"], optionalDependencies: ["two"] },
    "deep@1.0.0": {},
    "two@2.0.0_zod@4.6.7": {},
  },
  jsr: { "@std/x@1.0.0": { integrity: "00ff" } },
  workspace: { links: { "jsr:@openenv/core@0.1.0": {}, "jsr:@openenv/openenv@0.1.0": {} } },
};

Deno.test("createSbom() lists the runtime and every package, with its digest", () => {
  const { bomFormat, specVersion, metadata, components } = createSbom(MANIFEST, LOCK);
  assert.deepEqual([bomFormat, specVersion], ["CycloneDX", "1.6"]);
  assert.deepEqual(metadata.component, { type: "application", "bom-ref": "environment", ...MANIFEST });
  assert.deepEqual(components.map(({ name, version, purl }) => [name, version, purl]), [
    ["deno", Deno.version.deno, undefined],
    ["@openenv/core", "0.1.0", "pkg:jsr/%40openenv/core@0.1.0"],
    ["@std/x", "1.0.0", "pkg:jsr/%40std/x@1.0.0"],
    ["@a/one", "1.2.0", "pkg:npm/%40a/one@1.2.0"],
    ["deep", "1.0.0", "pkg:npm/deep@1.0.0"],
    ["two", "2.0.0", "pkg:npm/two@2.0.0"],
  ]);
  assert.deepEqual(components.flatMap(({ hashes = [] }) => hashes), [
    { alg: "SHA-256", content: "00ff" },
    { alg: "SHA-512", content: "000102" },
  ]);
});

Deno.test("createSbom() says which package needs which, and names only components", () => {
  const { components, dependencies } = createSbom(MANIFEST, LOCK);
  const known = new Set(["environment", ...components.map((component) => component["bom-ref"])]);
  for (const { ref, dependsOn } of dependencies) assert.ok([ref, ...dependsOn].every((one) => known.has(one)), ref);
  assert.deepEqual(dependencies.find(({ ref }) => ref === "npm:@a/one@1.2.0")?.dependsOn, [
    "npm:deep@1.0.0",
    "npm:two@2.0.0_zod@4.6.7",
  ]);
});

Deno.test("createSbom() is the same for the same lock file, and another one for another", () => {
  const { serialNumber, ...rest } = createSbom(MANIFEST, LOCK);
  assert.deepEqual(createSbom(MANIFEST, structuredClone(LOCK)), { serialNumber, ...rest });
  assert.match(serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(createSbom(MANIFEST, { ...LOCK, npm: {} }).serialNumber, serialNumber);
});
