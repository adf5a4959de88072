import assert from "node:assert/strict";
import { renderManifestSchema, SCHEMA_URL } from "./print_manifest_schema.ts";

/** A part of the schema, as far as the page shows it. */
interface Part {
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Part[];
  readonly type?: unknown;
}

const SCHEMA = renderManifestSchema() as Part;
const PAGE = await Deno.readTextFile(new URL("../docs/manifest.md", import.meta.url));

/** The mapping that a part is, or may be beside null. */
function sectionOf(part: Part): Part | undefined {
  if (part.properties !== undefined || part.anyOf?.some(({ type }) => type === "null") !== true) return part;
  return part.anyOf.find(({ type }) => type !== "null");
}

/** The rows of the tables: each key that is no section, and its default as the page writes it. */
function rowsOf(part: Part, path = ""): string[] {
  const section = sectionOf(part);
  return Object.entries(section?.properties ?? {}).flatMap(([key, value]) => {
    const place = `${path}${key}`;
    if (sectionOf(value)?.properties !== undefined) return rowsOf(value, `${place}.`);
    if (section?.required?.includes(key)) return [`${place} required`];
    return [`${place} ${value.default === undefined ? "none" : `\`${JSON.stringify(value.default)}\``}`];
  });
}

/** Every key with its part, also those of a mapping that is one form of several. */
function* keysOf(part: Part): Generator<readonly [key: string, part: Part]> {
  yield* Object.entries(part.properties ?? {});
  for (const inner of [...Object.values(part.properties ?? {}), ...part.anyOf ?? []]) yield* keysOf(inner);
}

Deno.test("openenv.schema.json is what the manifest's schema prints", async () => {
  const file = await Deno.readTextFile(new URL("../openenv.schema.json", import.meta.url));
  assert.deepEqual(JSON.parse(file), SCHEMA, "print it again: deno run -A _tools/print_manifest_schema.ts");
});

Deno.test("openenv.schema.json describes every key", () => {
  const keys = [...keysOf(SCHEMA)];
  assert.ok(keys.some(([key]) => key === "class_name") && keys.some(([key]) => key === "probe_path"));
  assert.deepEqual(keys.filter(([, { description }]) => !description?.endsWith(".")).map(([key]) => key), []);
});

Deno.test("docs/manifest.md has a row for every key, with its default, and the comment for editors", () => {
  const tables = PAGE.slice(0, PAGE.indexOf("## Errors and warnings"));
  const rows = [...tables.matchAll(/^\| `([\w.]+)` +\|[^|]*\| (.+?) +\|/gm)].map(([, key, cell]) => `${key} ${cell}`);
  assert.deepEqual(rows.toSorted(), rowsOf(SCHEMA).toSorted());
  for (const [key] of keysOf(SCHEMA)) assert.match(PAGE, RegExp(`[\`.]${key}[\`.]`), key);
  assert.ok(PAGE.includes(`# yaml-language-server: $schema=${SCHEMA_URL}\n`));
});
