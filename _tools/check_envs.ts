/**
 * Checks every bundled environment that declares rewards, up to the semantic level: `deno task check:envs`.
 *
 * A check that does not pass must be in one of the lists below, with its reason; one that is there must not pass.
 *
 * @module
 */
import { parseManifest } from "@openenv/registry/manifest";
import type { CheckReport } from "@openenv/testing";
import { join } from "node:path";
import type { RegistryIndex } from "@openenv/registry";
import { ROOT } from "./workspace.ts";
import { measuredOf, readIndex, reportOf, toText } from "./write_registry.ts";

/** The checks that do not pass on an environment, each with the reason. */
export type Expected = Readonly<Record<string, string>>;

/** The expectations for every environment. */
const EVERYWHERE: Expected = {
  "semantic.no_solution_leakage": "needs a reader that understands the answers",
  "static.image_hygiene": "needs an image",
  "static.oci_labels": "needs an image",
  "static.reproducible_build": "needs an image",
  "static.sbom": "needs an image",
  "semantic.verifier_portability": "needs hosts of two kinds",
};

/** The checks that are skipped for one environment, by the name of its folder. */
const SKIPPED: Readonly<Record<string, Expected>> = {
  browser_env: {
    "runtime.network_policy": "it starts Chromium",
    "runtime.host_containment": "it starts Chromium",
    "runtime.oracle_containment": "it starts Chromium",
  },
  coding_env: {
    "runtime.network_policy": "it starts programs",
    "runtime.host_containment": "it starts programs",
    "runtime.oracle_containment": "it starts programs",
  },
  echo_env: {
    "semantic.oracle_gap": "there is nothing to win",
    "semantic.resource_envelope": "there is no oracle",
  },
};

/** The checks that fail for one environment, by the name of its folder. */
const FAILED: Readonly<Record<string, Expected>> = {
  chess_env: { "runtime.no_reward_in_observation": "the reference's client reads the reward there" },
  echo_env: {
    "runtime.reward_well_formed": "no step has a reward, as in the reference",
    "runtime.seed_variety": "there is no chance in it",
    "semantic.episode_end": "no episode ends, as in the reference",
    "semantic.oracle_max": "there is nothing to win",
  },
  word_games_env: { "runtime.no_reward_in_observation": "the reference has it among the reward signals" },
};

/** Compares a report with the checks that may be skipped, and those that may fail; returns one line for each difference. */
export function compareReport(
  { results }: Pick<CheckReport, "results">,
  skipped: Expected,
  failed: Expected = {},
): string[] {
  const open = results.filter(({ status }) => status !== "pass");
  const isExpected = ({ check_id, status }: (typeof results)[number]) =>
    (status === "skip" && check_id in skipped) || (status === "fail" && check_id in failed);
  const surprises = open.filter((result) => !isExpected(result));
  const ids = new Set(open.map(({ check_id }) => check_id));
  const listed = Object.keys({ ...skipped, ...failed });
  return [
    ...surprises.map(({ check_id, status, evidence }) => `${check_id}: ${status}, ${evidence.join("; ")}`),
    ...listed.filter((id) => !ids.has(id)).map((id) => `${id}: passes, and is listed as an exception`),
  ];
}

/** Lists the folders of the bundled packages whose manifest declares rewards. */
async function listFolders(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "envs"))) {
    if (!isDirectory) continue;
    const text = await Deno.readTextFile(join(ROOT, "envs", name, "openenv.yaml"));
    if (parseManifest(text).validation !== undefined) found.push(name);
  }
  return found.sort();
}

/** Checks one package; returns the differences, those from the registry's index included. */
async function checkFolder(name: string, index: RegistryIndex): Promise<string[]> {
  let report: CheckReport;
  try {
    report = await reportOf(name);
  } catch (thrown) {
    return [(thrown as Error).message];
  }
  const { check, measured } = index.environments.find((entry) => entry.name === name) ?? {};
  const isStale = toText({ check, measured }) !== toText(measuredOf(report));
  return [
    ...compareReport(report, { ...EVERYWHERE, ...SKIPPED[name] }, FAILED[name]),
    ...(isStale ? ["registry/index.json has another verdict, or other scores: run deno task registry"] : []),
  ];
}

async function main(): Promise<void> {
  const [folders, index] = [await listFolders(), await readIndex()];
  let failed = folders.length === 0;
  for (const name of folders) {
    const differences = await checkFolder(name, index);
    console.log(`${differences.length === 0 ? "ok" : "FAILED"}: ${name}`);
    for (const line of differences) console.error(`  ${line}`);
    failed ||= differences.length > 0;
  }
  if (failed) Deno.exit(1);
}

if (import.meta.main) await main();
