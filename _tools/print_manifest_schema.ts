/**
 * Prints `openenv.schema.json`, the JSON Schema of `openenv.yaml` for editors, from the schema that the reader uses; a
 * test compares the two.
 *
 * ```sh
 * deno run -A _tools/print_manifest_schema.ts
 * ```
 *
 * @module
 */
import { z } from "zod";
import { manifestSchema } from "../registry/manifest/manifest_schema.ts";
import config from "../deno.json" with { type: "json" };

const TARGET = new URL("../openenv.schema.json", import.meta.url);

/** The URL of the file in the published package; the editor comment of `docs/manifest.md` names it. */
export const SCHEMA_URL = `https://jsr.io/${config.name}/${config.version}/openenv.schema.json`;

/** The keywords of a JSON Schema that this file reads. */
interface Part {
  default?: unknown;
  minimum?: number;
  maximum?: number;
  propertyNames?: unknown;
}

/** Renders the JSON Schema, in draft 7, which the YAML plugins of editors read. */
export function renderManifestSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(manifestSchema, { target: "draft-7", io: "input", override: tidy });
  return { $schema: schema.$schema, $id: SCHEMA_URL, title: "The manifest of an OpenEnv package", ...schema };
}

/** Adds the defaults of numbers that may be texts, and removes keywords that the type implies. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Part }): void {
  const { def } = zodSchema._zod;
  if (def.type === "default") jsonSchema.default = def.defaultValue;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
}

if (import.meta.main) {
  await Deno.writeTextFile(TARGET, JSON.stringify(renderManifestSchema(), null, 2) + "\n");
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", TARGET.pathname] }).output();
}
