import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { readConfig, ROOT } from "../../_tools/workspace.ts";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { checkPackageName, createPackageFiles, type PackageOptions } from "./package_files.ts";
import type { PackageSource } from "../shared/package_source.ts";
import { listTemplateFiles, type TemplateName, TEMPLATES } from "./templates.ts";

const REGISTRY: PackageSource = { version: "1.2.3" };
const CHECKOUT: PackageSource = { version: "1.2.3", checkout: new URL("file:///src/my%20openenv/") };

const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[];

function filesFor(source: PackageSource, options: Partial<PackageOptions> = {}) {
  return createPackageFiles({ name: "my_env", template: "game", source, ...options });
}

function textOf(name: string, source: PackageSource, options?: Partial<PackageOptions>): string {
  return filesFor(source, options).find((file) => file.name === name)!.text;
}

function configFor(source: PackageSource, options?: Partial<PackageOptions>): Record<string, unknown> {
  return JSON.parse(textOf("deno.json", source, options));
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

Deno.test("createPackageFiles() links the copy of a checkout, and is the same beside that", () => {
  const { links, exclude, ...rest } = configFor(CHECKOUT);
  assert.deepEqual([links, exclude], [["./vendor"], ["vendor/"]]);
  assert.deepEqual(rest, configFor(REGISTRY));
});

Deno.test("createPackageFiles() links the checkout where it is if you ask for it", () => {
  const { links, ...rest } = configFor(CHECKOUT, { isLinked: true });
  assert.deepEqual(links, ["file:///src/my%20openenv/"]);
  assert.deepEqual(rest, configFor(REGISTRY));
});

Deno.test("createPackageFiles() writes no path of the checkout, unless the package is linked", () => {
  for (const template of TEMPLATE_NAMES) {
    const named = filesFor(CHECKOUT, { template }).filter(({ text }) => text.includes("/src/my"));
    assert.deepEqual(named.map(({ name }) => name), []);
  }
  const linked = filesFor(CHECKOUT, { isLinked: true }).filter(({ text }) => text.includes("/src/my"));
  assert.deepEqual(linked.map(({ name }) => name), ["openenv.yaml", "deno.json"]);
});

Deno.test("createPackageFiles() tells editors where the schema of the manifest is", async () => {
  const schemaFor = (source: PackageSource, options?: Partial<PackageOptions>) =>
    /^# yaml-language-server: \$schema=(.*)\n/.exec(textOf("openenv.yaml", source, options))![1];
  assert.equal(schemaFor(REGISTRY), "https://jsr.io/@openenv/openenv/1.2.3/openenv.schema.json");
  assert.equal(schemaFor(CHECKOUT), "vendor/openenv.schema.json");
  assert.equal(schemaFor(CHECKOUT, { isLinked: true }), "file:///src/my%20openenv/openenv.schema.json");
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
  const files = TEMPLATE_NAMES.flatMap((template) => filesFor(REGISTRY, { template }))
    .filter(({ name }) => name.endsWith(".ts"));
  const imported = files.flatMap(({ text }) =>
    [...text.matchAll(/ from "(@?[\w-]+(?:\/[\w-]+)?)/g)].map(([, name]) => name!)
  );
  const named = Object.keys(configFor(REGISTRY).imports as Record<string, string>);
  assert.ok(imported.includes("@openenv/testing"));
  assert.deepEqual(imported.filter((name) => !named.includes(name) && name !== "node"), []);
});

Deno.test("createPackageFiles() fills every place of every template", async () => {
  const shared = await listNames("");
  for (const template of TEMPLATE_NAMES) {
    const [dockerfile, ...files] = filesFor(CHECKOUT, { template }).toReversed();
    const raw = listTemplateFiles(template).toReversed();
    assert.equal(dockerfile!.name, "Dockerfile"); // written from the manifest, not from a template
    assert.match(dockerfile!.text, /^ {2}org\.opencontainers\.image\.title="my_env" \\$/m);
    for (const [index, { name, text }] of files.entries()) {
      assert.doesNotMatch(text, /\{\{|\}\}/, name);
      assert.equal(text.split("undefined").length, raw[index]!.text.split("undefined").length, name);
    }
    const written = files.map(({ name }) => `${name.replace(/^\./, "")}.txt`);
    assert.deepEqual(written.sort(), [...shared, ...await listNames(`${template}/`)].sort());
  }
});

async function listNames(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(new URL(`../templates/${folder}`, import.meta.url)));
  return entries.filter(({ isFile }) => isFile).map(({ name }) => name);
}

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
