import assert from "node:assert/strict";
import index from "../index.json" with { type: "json" };
import { parseIndex } from "./index_schema.ts";

const ENTRY = {
  name: "tally_env",
  version: "1.0.0",
  summary: "Counts.",
  module: "environment.ts",
  files: { "environment.ts": "0".repeat(64) },
  schemas: { action: {}, observation: {}, state: {}, reset_options: {} },
  schema_hash: "x",
};

const parse = (...environments: unknown[]) =>
  parseIndex(JSON.stringify({ schema_version: 1, environments }), "index.json");

Deno.test("parseIndex() reads the built-in index as it is, and fills in defaults", () => {
  const { $schema: _, ...built } = index;
  const { environments } = parseIndex(JSON.stringify(built), "index.json");
  assert.deepEqual(JSON.parse(JSON.stringify(environments)), built.environments);
  assert.deepEqual(parse(ENTRY).environments[0], {
    ...ENTRY,
    aliases: [],
    tags: [],
    tools: [],
    permissions: {},
    requires: [],
    limits: {},
  });
});

const WRONG: Readonly<Record<string, [change: Record<string, unknown>, message: RegExp]>> = {
  "a module outside of the package": [
    { module: "../environment.ts", files: { "../environment.ts": "0".repeat(64) } },
    /^Cannot read registry index\.json: environments\.0\.module: must be a path inside the package$/,
  ],
  "a file outside of the package": [
    { files: { ...ENTRY.files, "a/../../b.ts": "0".repeat(64) } },
    /environments\.0\.files/,
  ],
  "a module that is a URL": [{ module: "https://x/y.ts" }, /module: must be a path inside the package/],
  "an encoded way out": [{ module: "%2e%2e/x.ts" }, /module: must be a path inside the package/],
  "a module that is not among the files": [{ module: "other.ts" }, /module: is not among the files: other\.ts/],
  "no pin": [{ files: undefined }, /files: must be there exactly if there is no package/],
  "two pins": [{ package: "jsr:@acme/tally@1.0.0" }, /files: must be there exactly if there is no package/],
  "a range of versions": [
    { files: undefined, package: "jsr:@acme/tally@^1.0.0" },
    /package: must be a package on JSR in one exact/,
  ],
  "a digest that is none": [{ files: { "environment.ts": "sha256" } }, /must be a SHA-256/],
  "a name that is a path": [{ name: "../tally" }, /name: must be a name/],
  "a version that is none": [{ version: "latest" }, /version: must be a version such as 1\.0\.0/],
  "a permission that is none": [{ permissions: { all: true } }, /permissions: /],
  "a Space that is none": [{ space: "https://x" }, /space: /],
};

for (const [what, [change, message]] of Object.entries(WRONG)) {
  Deno.test(`parseIndex() refuses ${what}`, () =>
    assert.throws(() => parse({ ...ENTRY, ...change }), { code: "INVALID_REGISTRY", message }));
}

Deno.test("parseIndex() refuses what is no index, and the same version twice", () => {
  assert.throws(() => parseIndex("[]", "x"), { code: "INVALID_REGISTRY" });
  assert.throws(() => parseIndex('{"schema_version":2,"environments":[]}', "x"), { message: /schema_version/ });
  assert.throws(() => parse(ENTRY, ENTRY), {
    message: "Cannot read registry index.json: it has tally_env@1.0.0 twice",
  });
});
