import type { Manifest } from "@openenv/registry/manifest";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, pass } from "../../findings/findings.ts";
import { packageCheck, type PackageView } from "./package_check.ts";

/** Check that dependencies and tasks have a version. */
export const PINNING_CHECKS: readonly Check[] = [
  packageCheck({
    id: "static.dependency_pinning",
    severity: "fail",
    summary: "Every `npm:` and `jsr:` dependency, in `deno.json`, `package.json` and in code, names a version.",
    withoutManifest: true,
    run: checkDependencies,
  }),
  packageCheck({
    id: "static.task_distribution_pinning",
    severity: "fail",
    summary: "A package with tasks declares `task_distribution.generator_seed` or `.dataset_version`.",
    applies: ({ validation }) => {
      const { task_api = false, declared_task_count = {} } = validation?.capabilities ?? {};
      return task_api || Object.keys(declared_task_count).length > 0;
    },
    run: ({ manifest }) => checkTasks(manifest!),
  }),
];

/** A dependency, and the file that names it. */
type Dependency = readonly [path: string, specifier: string];

async function checkDependencies(view: PackageView): Promise<Finding> {
  const found = (await view.imports()).map(({ path, target }): Dependency => [path, target]);
  for (const path of view.paths.filter((path) => !/(?:^|\/)(?:node_modules|\.git|\.venv)\//.test(path))) {
    if (/(?:^|\/)deno\.jsonc?$/.test(path)) found.push(...readImportMap(path, await view.text(path)));
    else if (/(?:^|\/)package\.json$/.test(path)) found.push(...readPackageJson(path, await view.text(path)));
  }
  const outside = found.filter(([, specifier]) => /^(?:npm|jsr):/.test(specifier));
  const loose = outside.filter(([, specifier]) => !hasVersion(specifier));
  if (loose.length === 0) return pass({ dependencies: outside.length });
  return fail({
    expected: "a version in every npm: and jsr: specifier",
    seen: loose.map(([, specifier]) => specifier),
    evidence: loose.map(([path, specifier]) => `${path}: ${specifier} has no version`),
    remediation: 'Name a version, as in "npm:zod@^4.6.0": another one is another environment',
  });
}

/** Reads the targets of an import map; a file that is not JSON, or has no map, has none. */
function readImportMap(path: string, text: string): Dependency[] {
  return readRecord(withoutComments(text), ["imports"]).map(([, target]) => [path, target]);
}

function readPackageJson(path: string, text: string): Dependency[] {
  const known = readRecord(text, ["dependencies", "peerDependencies", "optionalDependencies"]);
  return known
    .filter(([, range]) => !/^(?:file|link|workspace|git|git\+\w+|https?|github):/.test(range))
    .map(([name, range]) => [path, /^(?:npm|jsr):/.test(range) ? range : `npm:${name}@${range}`]);
}

function readRecord(text: string, keys: readonly string[]): [string, string][] {
  let config: Record<string, unknown>;
  try {
    config = JSON.parse(text) ?? {};
  } catch {
    return []; // Deno itself says what is wrong with it
  }
  const entries = keys.flatMap((key) => Object.entries(config[key] ?? {}));
  return entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

/** Removes the comments of a `deno.json`, outside of strings. */
function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) => part.startsWith('"') ? part : " ");
}

/** Checks whether a specifier has a version, as in `npm:@scope/name@^1.2.0/path`: some digit, neither a tag nor `*`. */
function hasVersion(specifier: string): boolean {
  const [, version = ""] = /^(?:npm|jsr):\/?(?:@[^/@]+\/)?[^/@]+@([^/]+)/.exec(specifier) ?? [];
  return /\d/.test(version) && /^[\s\d^~<>=v]/.test(version);
}

function checkTasks({ validation }: Manifest): Finding {
  const { generator_seed = null, dataset_version = null } = validation?.task_distribution ?? {};
  if (generator_seed !== null || dataset_version !== null) {
    return pass({ generator_seed, dataset_version });
  }
  return fail({
    expected: "a generator_seed or a dataset_version",
    seen: validation?.task_distribution ?? null,
    evidence: ["validation.task_distribution names neither a generator_seed nor a dataset_version"],
    remediation: "Declare which tasks these are, so that a score of today can be compared with one of tomorrow",
  });
}
