import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import fc from "fast-check";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { readConfig, ROOT } from "../../_tools/workspace.ts";
import { CASE_COUNT } from "../../tests/case_count.ts";
import config from "../deno.json" with { type: "json" };
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { checkPackageName, createPackageFiles, findPackageSource, type PackageSource } from "./package_files.ts";

const REGISTRY: PackageSource = { version: "1.2.3" };
const CHECKOUT: PackageSource = { version: "1.2.3", checkout: new URL("file:///src/my%20openenv/") };

function configFor(source: PackageSource): Record<string, unknown> {
  const file = createPackageFiles("my_env", source).find(({ name }) => name === "deno.json");
  return JSON.parse(file!.text);
}

Deno.test("createPackageFiles() imports from the registry, in the version of the command line", () => {
  const { imports, links } = configFor(REGISTRY);
  assert.deepEqual(imports, {
    "@openenv/cli": "jsr:@openenv/cli@^1.2.3",
    "@openenv/client": "jsr:@openenv/client@^1.2.3",
    "@openenv/core": "jsr:@openenv/core@^1.2.3",
    "@openenv/registry": "jsr:@openenv/registry@^1.2.3",
    "@openenv/server": "jsr:@openenv/server@^1.2.3",
    "@openenv/testing": "jsr:@openenv/testing@^1.2.3",
    "zod": "npm:zod@^4.6.7",
  });
  assert.equal(links, undefined);
});

Deno.test("createPackageFiles() links a checkout, and is the same beside that", () => {
  const { links, ...rest } = configFor(CHECKOUT);
  assert.deepEqual(links, ["file:///src/my%20openenv/"]);
  assert.deepEqual(rest, configFor(REGISTRY));
});

Deno.test("createPackageFiles() tells editors where the schema of the manifest is", async () => {
  const schemaFor = (source: PackageSource) => {
    const { text } = createPackageFiles("my_env", source).find(({ name }) => name === "openenv.yaml")!;
    return /^# yaml-language-server: \$schema=(.*)\n/.exec(text)![1];
  };
  assert.equal(schemaFor(REGISTRY), "https://jsr.io/@openenv/openenv/1.2.3/openenv.schema.json");
  assert.equal(schemaFor(CHECKOUT), "file:///src/my%20openenv/openenv.schema.json");
  const { publish } = await readConfig(ROOT) as { publish?: { include: readonly string[] } };
  assert.ok(publish?.include.includes("openenv.schema.json"));
});

Deno.test("createPackageFiles() agrees with the checkout on zod, scripts and versions", async () => {
  const root = await readConfig(ROOT) as unknown as Record<string, Record<string, unknown>>;
  const { imports, allowScripts } = configFor(CHECKOUT) as typeof root;
  assert.equal(imports!.zod, root.imports!.zod);
  assert.deepEqual(allowScripts, root.allowScripts);
  const { version } = await readConfig(`${ROOT}/cli`) as { version?: string };
  for (const member of ["core", "server", "client", "registry", "testing"]) {
    assert.equal((await readConfig(`${ROOT}/${member}`) as { version?: string }).version, version);
  }
});

Deno.test("createPackageFiles() imports only packages that its deno.json names", () => {
  const files = createPackageFiles("my_env", REGISTRY).filter(({ name }) => name.endsWith(".ts"));
  const imported = files.flatMap(({ text }) =>
    [...text.matchAll(/ from "(@?[\w-]+(?:\/[\w-]+)?)/g)].map(([, name]) => name!)
  );
  const named = Object.keys(configFor(REGISTRY).imports as Record<string, string>);
  assert.ok(imported.includes("@openenv/testing"));
  assert.deepEqual(imported.filter((name) => !named.includes(name) && name !== "node"), []);
});

Deno.test("createPackageFiles() fills every place of every template", async () => {
  const files = createPackageFiles("my_env", CHECKOUT);
  for (const { name, text } of files) assert.doesNotMatch(text, /\{\{|\}\}|undefined/, name);
  const templates = await Array.fromAsync(Deno.readDir(new URL("../templates/", import.meta.url)), ({ name }) => name);
  const written = files.map(({ name }) => `${name.replace(/^\./, "")}.txt`);
  assert.deepEqual(written.sort(), templates.sort());
});

function isTaken(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function define(name: string): void {
  defineEnvironment({ name, action: z.object({}), observation: z.object({}) });
}

Deno.test("checkPackageName() takes what defineEnvironment takes", () => {
  const names = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z][\w-]{0,20}[ .\n]?$/));
  fc.assert(
    fc.property(names, (name) => isTaken(() => checkPackageName(name)) === isTaken(() => define(name))),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("checkPackageName() offers a name that it takes", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      try {
        checkPackageName(name);
      } catch (thrown) {
        const offer = /use --name (.*), for instance$/.exec((thrown as Error).message)![1]!;
        checkPackageName(offer);
      }
    }),
    { numRuns: CASE_COUNT },
  );
});

for (
  const [name, offer] of [["2048", "my_env"], ["my env", "my_env"], ["über.env", "ber_env"], [".hidden-", "hidden"], [
    "1st",
    "st",
  ]] as const
) {
  Deno.test(`checkPackageName() refuses "${name}" and offers ${offer}`, () => {
    assert.throws(() => checkPackageName(name), {
      message: `Cannot name an environment "${name}": a name has letters, digits, _ and -, and begins with a letter; ` +
        `use --name ${offer}, for instance`,
    });
  });
}

const { version } = config;

Deno.test("findPackageSource() finds the checkout that it runs from", async () => {
  assert.deepEqual(await findPackageSource(), { version, checkout: new URL("../../", import.meta.url) });
});

Deno.test("findPackageSource() names no checkout where the module comes from the registry", async () => {
  assert.deepEqual(await findPackageSource("https://jsr.io/@openenv/cli/0.1.0/init/package_files.ts"), { version });
});

Deno.test("findPackageSource() names no checkout for a file that is in none, as a bundle", async () => {
  for (const text of [undefined, "{}", '{"name":"@acme/app","workspace":[]}', "no JSON"]) {
    await using folder = await makeTempFolder(text === undefined ? {} : { "deno.json": text });
    const module = pathToFileURL(`${folder.path}/cli/init/package_files.ts`);
    assert.deepEqual(await findPackageSource(module.href), { version });
  }
});
