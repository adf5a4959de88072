/**
 * Writes what it takes to run each package under `envs/` in a container: `deno task dockerfiles`.
 *
 * That is its `Dockerfile`, its `main.ts`, the key `execution` in its manifest, and `validation/runtime.json`, the episode
 * that the Python package's validator plays; one that is there is kept. `--check` writes nothing, and fails if something
 * is missing or differs.
 *
 * @module
 */
import { type AnyImplementation, isImplementation, type PolicyFactory } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import { createCheckContext, createLocalSubject, playInNewSession } from "@openenv/testing";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readPackage } from "../cli/ship/read_package.ts";
import { describeImage } from "../cli/ship/write_context.ts";
import mainTemplate from "../cli/templates/main.ts.txt" with { type: "text" };
import { readConfig, ROOT } from "./workspace.ts";

const EXECUTION = "execution: {} # in a container, see docs/deploy.md";
/** How many steps the validator plays at most. */
const MAX_STEPS = 20;

/** A file that a package should have. */
export interface ContainerFile {
  /** Its path. */
  readonly path: string;
  /** What it should be. */
  readonly text: string;
}

/** Returns the files of a package that are missing or differ. */
export async function findOutdated(folder: string): Promise<readonly ContainerFile[]> {
  const shipped = await readPackage(folder);
  const plan = join(folder, "validation", "runtime.json");
  const manifestPath = join(folder, "openenv.yaml");
  const manifest = await Deno.readTextFile(manifestPath);
  const hasExecution = shipped.manifest.validation?.execution !== undefined;
  const wanted: ContainerFile[] = [
    { path: join(folder, "Dockerfile"), text: describeImage(shipped) },
    { path: join(folder, "main.ts"), text: describeProgram(shipped.manifest.name) + mainTemplate },
    {
      path: manifestPath,
      text: hasExecution ? manifest : manifest.replace(/^validation:$/m, `validation:\n  ${EXECUTION}`),
    },
  ];
  if (await readIfThere(plan) === undefined) {
    wanted.push({ path: plan, text: await writePlan(folder, shipped.manifest) });
  }
  const current = await Promise.all(wanted.map(({ path }) => readIfThere(path)));
  return wanted.filter(({ text }, index) => current[index] !== text);
}

/** The comment of the module, which is an export of a bundled package. */
function describeProgram(name: string): string {
  const short = name.replace(/_env$/, "");
  return `/**
 * The program of ${short}: hosts it, by default on http://127.0.0.1:8000. \`--help\` lists its options.
 *
 * @module
 */
`;
}

/** Plays an episode, and writes its actions as the validator reads them. */
async function writePlan(folder: string, { module, check, validation }: Manifest): Promise<string> {
  const load = async (path: string) => (await import(pathToFileURL(join(folder, path)).href)).default;
  const environment: AnyImplementation = await load(module!);
  if (!isImplementation(environment)) throw new Error(`Cannot play ${folder}: its module exports no environment`);
  const subject = createLocalSubject(environment);
  const { oracle } = validation?.capabilities ?? {};
  const script = oracle?.form === "script" && oracle.location.endsWith(".ts") ? oracle.location : check.random_policy;
  const policy: PolicyFactory = script === undefined
    ? createCheckContext({ subject }).play.randomPolicy
    : await load(script);
  const [seed, options] = [7, { ...check.reset_options }];
  const { actions, error } = await playInNewSession(subject, { seed, options, policy, maxSteps: MAX_STEPS });
  if (error !== undefined) throw new Error(`Cannot play ${folder}: ${error.message}`);
  const plan = { plan_schema_version: "1", reset: { episode_id: "validation-1", seed, options }, actions };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}

/** Lists the folders of the bundled environments. */
export async function listBundledFolders(): Promise<string[]> {
  const { workspace = [] } = await readConfig(ROOT);
  return workspace.filter((member) => member.startsWith("./envs/")).map((member) => join(ROOT, member));
}

async function main(args: readonly string[]): Promise<void> {
  const outdated: ContainerFile[] = [];
  for (const folder of await listBundledFolders()) outdated.push(...await findOutdated(folder));
  if (args.includes("--check")) {
    for (const { path } of outdated) console.error(`${path} is out of date: run deno task dockerfiles`);
    if (outdated.length > 0) Deno.exit(1);
    return;
  }
  for (const { path, text } of outdated) {
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, text);
    console.log(`Wrote ${path}`);
  }
}

if (import.meta.main) await main(Deno.args);
