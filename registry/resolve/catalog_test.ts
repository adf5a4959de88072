import assert from "node:assert/strict";
import index from "../index.json" with { type: "json" };
import { parseCatalog, toCatalog } from "./catalog.ts";
import type { RegistryIndex } from "./registry_index.ts";

const SOURCE = { source: "https://github.com/acme/envs.git", revision: "0".repeat(40), license: "MIT" };
const CATALOG = toCatalog(index as unknown as RegistryIndex, SOURCE);

Deno.test("toCatalog() writes what parseCatalog() reads", () => {
  const { entries } = parseCatalog(CATALOG, "catalog.json");
  assert.deepEqual(entries.map(({ displayName }) => displayName), index.environments.map(({ name }) => name));
  const shop = entries.find(({ displayName }) => displayName === "tool_shop_env")!;
  assert.equal(shop.capabilities.length, 10);
  assert.equal(shop.data.source.path, "envs/tool_shop_env");
});

Deno.test("toCatalog() refuses a repository and a commit that a catalog can't name", () => {
  const write = (change: object) => toCatalog(index as unknown as RegistryIndex, { ...SOURCE, ...change });
  assert.throws(() => write({ source: "https://gitlab.com/acme/envs.git" }), { code: "INVALID_REGISTRY" });
  assert.throws(() => write({ revision: "main" }), { code: "INVALID_REGISTRY" });
});

const WRONG: Readonly<Record<string, [text: string, message: RegExp]>> = {
  "no JSON": ["{", /: it is no JSON$/],
  "another profile": [CATALOG.replace('"0.1-draft",\n  "source"', '"0.2",\n  "source"'), /schema_version/],
  "an incomplete one": [CATALOG.replace('"complete": true', '"complete": false'), /: it is incomplete$/],
  "a changed one": [CATALOG.replace("Echoes", "Repeats"), /: its contents do not match its digest$/],
  "an index": [JSON.stringify(index), /schema_version/],
};

for (const [what, [text, message]] of Object.entries(WRONG)) {
  Deno.test(`parseCatalog() refuses ${what}`, () =>
    assert.throws(() => parseCatalog(text, "catalog.json"), { code: "INVALID_REGISTRY", message }));
}
