/**
 * Writes `registry/index.json` from the packages under `envs/`, and `registry/index.schema.json`: `deno task registry`.
 *
 * It runs `openenv check` on each package for the verdict and the scores. `--check` writes nothing and plays nothing: it
 * fails if what the packages declare is not in the index; `deno task check:envs`, which plays them anyway, compares the
 * rest. `--catalog FILE --source URL --revision SHA` writes the catalog of the Python package instead.
 *
 * @module
 */
import { isImplementation } from "@openenv/core";
import { parseManifest } from "@openenv/registry/manifest";
import { describeEntry, parseIndex, toCatalog } from "@openenv/registry/resolve";
import type { RegistryEntry, RegistryIndex } from "@openenv/registry";
import { CHECK_LEVELS, type CheckReport } from "@openenv/testing";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import config from "../registry/deno.json" with { type: "json" };
import { indexSchema } from "../registry/resolve/index_schema.ts";
import { runDeno } from "./run_deno.ts";
import { readConfig, ROOT } from "./workspace.ts";

const INDEX = join(ROOT, "registry", "index.json");
const SCHEMA = join(ROOT, "registry", "index.schema.json");

/** The part of an entry that a check measures. */
export type Measured = Pick<RegistryEntry, "check" | "measured">;

/** Renders the JSON Schema of an index. */
export function renderIndexSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(indexSchema, { target: "draft-7", io: "input" });
  const $id = `https://jsr.io/${config.name}/${config.version}/index.schema.json`;
  return { $schema, $id, title: "A registry of OpenEnv environments", ...schema };
}

/** Reads the verdict, and the average scores of the policies, from the report of a check. */
export function measuredOf({ verdict, levels_run, results }: CheckReport): Measured {
  const measures = (id: string) => results.find(({ check_id }) => check_id === id)?.measured ?? {};
  const { doing_nothing, playing_at_random, episodes, score } = measures("semantic.floor_gap");
  const { oracle } = measures("semantic.oracle_gap");
  const toNumber = (value: unknown) => typeof value === "number" ? value : null;
  return {
    check: { level: CHECK_LEVELS[levels_run.length - 1]!, verdict },
    ...(typeof episodes === "number" && {
      measured: {
        score: score as "last_reward" | "return",
        episodes,
        oracle: toNumber(oracle),
        random: toNumber(playing_at_random),
        nothing: toNumber(doing_nothing),
      },
    }),
  };
}

/** Writes the entry of a bundled package, without what a check measures. */
export async function describeBundled(folder: string): Promise<RegistryEntry> {
  const path = join(ROOT, "envs", folder);
  const manifest = parseManifest(await Deno.readTextFile(join(path, "openenv.yaml")), {
    source: `${folder}/openenv.yaml`,
  });
  const { default: environment } = await import(pathToFileURL(join(path, manifest.module!)).href);
  if (!isImplementation(environment)) throw new Error(`Cannot describe ${folder}: its module exports no environment`);
  const { name, version, exports = {} } = await readConfig(path) as
    & { version?: string }
    & Awaited<ReturnType<typeof readConfig>>;
  const { name: environmentName, ...described } = await describeEntry(manifest, environment.contract, folder);
  const subpath = Object.entries(exports).find(([, file]) => file === `./${manifest.module}`)?.[0];
  const mismatch = environmentName !== folder
    ? `its folder is ${folder}`
    : version !== manifest.version
    ? `deno.json has the version ${version}, and the manifest ${manifest.version}`
    : subpath === undefined
    ? `deno.json does not export ${manifest.module}`
    : undefined;
  if (mismatch !== undefined) throw new Error(`Cannot describe ${environmentName}: ${mismatch}`);
  return { name: environmentName, ...described, package: `jsr:${name}@${version}`, export: subpath };
}

/** Lists the folders of the bundled packages. */
export async function listBundledFolders(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(ROOT, "envs")));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
}

/** Reads the committed index. */
export async function readIndex(): Promise<RegistryIndex> {
  return parseIndex(await Deno.readTextFile(INDEX), "registry/index.json");
}

/** Runs `openenv check` on a bundled package. */
export async function reportOf(folder: string): Promise<CheckReport> {
  const args = ["run", "--allow-all", join(ROOT, "cli/main.ts"), "check", join(ROOT, "envs", folder), "--json"];
  const { stdout, output } = await runDeno(args);
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`no report: ${output.trim()}`, { cause });
  }
}

/** Says what of the index is stale, of what packages declare; one line each. */
export async function findStale(index: RegistryIndex): Promise<string[]> {
  const folders = await listBundledFolders();
  const stale = index.environments.filter(({ name }) => !folders.includes(name)).map(({ name }) => `${name}: is gone`);
  for (const folder of folders) {
    const entry = index.environments.find(({ name }) => name === folder);
    const { check: _, measured: __, ...declared } = entry ?? {};
    if (toText(declared) !== toText(await describeBundled(folder))) stale.push(`${folder}: has changed`);
  }
  if (await Deno.readTextFile(SCHEMA) !== await format(renderIndexSchema())) {
    stale.push("index.schema.json: has changed");
  }
  return stale;
}

/** Writes JSON with sorted keys, so that two values compare as texts. */
export function toText(value: unknown): string {
  const sort = (_: string, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => one < other ? -1 : 1))
      : part;
  return JSON.stringify(value, sort);
}

async function format(value: unknown): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, JSON.stringify(value, null, 2) + "\n");
  await runDeno(["fmt", "--quiet", path]);
  const text = await Deno.readTextFile(path);
  await Deno.remove(path);
  return text;
}

async function writeIndex(): Promise<void> {
  const environments: RegistryEntry[] = [];
  for (const folder of await listBundledFolders()) {
    console.log(`checking ${folder}`);
    environments.push({ ...await describeBundled(folder), ...measuredOf(await reportOf(folder)) });
  }
  const index = { $schema: "./index.schema.json", schema_version: 1, environments };
  await Deno.writeTextFile(INDEX, await format(index));
  await Deno.writeTextFile(SCHEMA, await format(renderIndexSchema()));
}

async function writeCatalog(file: string, source: string | undefined, revision: string | undefined): Promise<void> {
  if (source === undefined || revision === undefined) throw new Error("--catalog needs --source and --revision");
  const { license } = config;
  await Deno.writeTextFile(file, toCatalog(await readIndex(), { source, revision, license }));
}

async function main(args: string[]): Promise<void> {
  const text = { type: "string" } as const;
  const options = { check: { type: "boolean" }, catalog: text, source: text, revision: text } as const;
  const { check, catalog, source, revision } = parseArgs({ args, options }).values;
  if (catalog !== undefined) return await writeCatalog(catalog, source, revision);
  if (!check) return await writeIndex();
  const stale = await findStale(await readIndex());
  if (stale.length === 0) return console.log("registry/index.json is up to date");
  for (const line of stale) console.error(line);
  console.error("Not up to date: run deno task registry");
  Deno.exit(1);
}

if (import.meta.main) await main(Deno.args);
