/**
 * The reference's static validation, `openenv validate --level static`, on our packages and on manifests of every kind.
 */

import { readManifest, toNormalizedManifest } from "@openenv/registry/manifest";
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FULL_MANIFEST } from "../../registry/manifest/testing_fixtures/full_manifest.ts";
import { ACCEPTED, LAXER, REFUSED, STRICTER } from "./manifest_cases.ts";
import { runPython } from "./python.ts";

const ROOT = new URL("../../", import.meta.url);

/** What the reference makes of a package. */
interface Validation {
  /** The exit code. */
  readonly code: number;
  /** The report. */
  readonly report: { readonly verdict: string; readonly manifest: unknown; readonly results: readonly unknown[] };
  /** What the JSON Schema has against the manifest; null if it is not YAML. */
  readonly schemaErrors: readonly string[] | null;
}

async function validate(folders: readonly string[]): Promise<Validation[]> {
  const schema = fileURLToPath(new URL("openenv.schema.json", ROOT));
  const { lines } = await runPython("validate_packages.py", [schema, ...folders]);
  assert.equal(lines.length, folders.length);
  return lines.map((line) => JSON.parse(line)).map(({ code, printed, schema_errors }) => {
    return { code, report: JSON.parse(printed), schemaErrors: schema_errors };
  });
}

/** Every text of the tests below is validated in one run. */
const TEXTS = [ACCEPTED, REFUSED].flatMap((cases) => Object.values(cases))
  .concat(FULL_MANIFEST, [...STRICTER, ...LAXER].map(([, text]) => text));
let validated: Promise<Validation[]> | undefined;

/** What the reference makes of a text, as the only file of a package. */
async function validateText(text: string): Promise<Validation> {
  return (await (validated ??= validateTexts()))[TEXTS.indexOf(text)]!;
}

async function validateTexts(): Promise<Validation[]> {
  const root = await Deno.makeTempDir({ prefix: "openenv_manifest_" });
  try {
    const folders = TEXTS.map((_, index) => join(root, String(index)));
    for (const [index, folder] of folders.entries()) {
      await Deno.mkdir(folder);
      await Deno.writeTextFile(join(folder, "openenv.yaml"), TEXTS[index]!);
    }
    return await validate(folders);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function normalize(text: string): unknown {
  const { manifest, problems } = readManifest(text);
  assert.deepEqual(problems, []);
  return toNormalizedManifest(manifest!);
}

function isRefused(text: string): boolean {
  return readManifest(text).manifest === undefined;
}

Deno.test("openenv validate --level static passes on every bundled package, and reads its manifest as we do", async () => {
  const envs = new URL("envs/", ROOT);
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(envs)) {
    if (isDirectory) folders.push(fileURLToPath(new URL(name, envs)));
  }
  assert.ok(folders.length > 0);
  const validations = await validate(folders);
  for (const [index, { code, report, schemaErrors }] of validations.entries()) {
    const folder = folders[index]!;
    assert.deepEqual([folder, code, report.verdict, schemaErrors], [folder, 0, "pass", []]);
    assert.deepEqual(report.manifest, normalize(await Deno.readTextFile(join(folder, "openenv.yaml"))));
  }
});

Deno.test("parseManifest() reads what the reference reads, as it does, and openenv.schema.json allows it", async () => {
  for (const [name, text] of Object.entries({ ...ACCEPTED, "every key": FULL_MANIFEST })) {
    const { report, schemaErrors } = await validateText(text);
    assert.deepEqual(report.manifest, normalize(text), name);
    assert.notEqual(report.manifest, null, name);
    // An editor reports a key without a value; the reader takes it for absent.
    if (name !== "keys without a value") assert.deepEqual(schemaErrors, [], name);
  }
});

Deno.test("parseManifest() refuses what the reference refuses", async () => {
  for (const [name, text] of Object.entries(REFUSED)) {
    const { code, report } = await validateText(text);
    assert.deepEqual([name, code, report.manifest, isRefused(text)], [name, 1, null, true]);
  }
});

Deno.test("docs/manifest.md lists the manifests that only one of the two accepts", async () => {
  for (const [cases, isStricter] of [[STRICTER, true], [LAXER, false]] as const) {
    for (const [difference, text] of cases) {
      const { report } = await validateText(text);
      assert.deepEqual(
        [report.manifest === null, isRefused(text)],
        [!isStricter, isStricter],
        `${difference}\n${text}`,
      );
    }
  }
  const page = await Deno.readTextFile(new URL("docs/manifest.md", ROOT));
  const section = page.slice(page.indexOf("## Compared with the Python package"));
  const rows = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell]) => cell!).slice(2);
  const differences = [...STRICTER, ...LAXER].map(([difference]) => difference);
  assert.deepEqual(rows.toSorted(), [...new Set(differences)].toSorted());
});
