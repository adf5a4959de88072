import type { Manifest } from "@openenv/registry/manifest";
import type { Check, Finding } from "../check.ts";
import { fail, pass, skip } from "../findings.ts";
import { type PackageView, toCheck, toPackagePath } from "./package_view.ts";

/** The files that a package should have, and those that its manifest names. */
export const STATIC_LAYOUT: Check = toCheck({
  id: "static.layout",
  severity: "warn",
  summary: "The package has a README, a `deno.json`, tests, and every file that its manifest names.",
  run: checkLayout,
});

/** The headings of a README, in their order. */
export const STATIC_README: Check = toCheck({
  id: "static.readme",
  severity: "warn",
  summary:
    "`README.md` has the headings Description, Actions, Observations, Start, Rewards, Episode end, Options and " +
    "Versions, in this order.",
  withoutManifest: true,
  run: checkReadme,
});

const HEADINGS = [
  "Description",
  "Actions",
  "Observations",
  "Start",
  "Rewards",
  "Episode end",
  "Options",
  "Versions",
] as const;

function checkLayout({ paths, manifest }: PackageView): Finding {
  const missing: string[] = [];
  if (!paths.includes("README.md")) missing.push("README.md is missing");
  if (manifest!.module !== undefined) {
    if (!paths.includes("deno.json") && !paths.includes("deno.jsonc")) missing.push("deno.json is missing");
    if (!paths.some((path) => /_test\.[jt]sx?$|\.test\.[jt]sx?$/.test(path))) {
      missing.push("there is no test, a file named like environment_test.ts");
    }
  }
  for (const [key, path] of namedFiles(manifest!)) {
    if (!paths.includes(toPackagePath(path))) missing.push(`${key} names ${path}, which does not exist`);
  }
  if (missing.length === 0) return pass({ files: paths.length });
  return fail({
    expected: "all files of a package",
    seen: `${missing.length} missing`,
    evidence: missing,
    remediation: "Add the files, or correct the paths in openenv.yaml",
  });
}

/** The files that a manifest names, each with the key that does. A Python package's `app` is not a path. */
function namedFiles({ app, module, contract, check, validation }: Manifest): (readonly [string, string])[] {
  const { oracle, canaries, verifier } = validation?.capabilities ?? {};
  const { execution } = validation ?? {};
  const named: (readonly [string, string | null | undefined])[] = [
    ["module", module],
    ["contract", contract],
    ["app", app?.includes(":") ? undefined : app],
    ["check.random_policy", check.random_policy],
    ["validation.capabilities.oracle.location", oracle?.location],
    ["validation.capabilities.canaries", canaries],
    ["validation.capabilities.verifier.entry", verifier?.entry],
    ["validation.execution.dockerfile", execution?.dockerfile],
    ["validation.execution.probe_path", execution?.probe_path],
  ];
  return named.filter((pair): pair is readonly [string, string] => typeof pair[1] === "string");
}

async function checkReadme({ paths, text }: PackageView): Promise<Finding> {
  if (!paths.includes("README.md")) return skip("unmet dependency: static.layout");
  const seen = listHeadings(await text("README.md"));
  const missing = HEADINGS.filter((heading) => !seen.includes(heading.toLowerCase()));
  const order = seen.filter((heading) => HEADINGS.some((known) => known.toLowerCase() === heading));
  const expected = HEADINGS.filter((heading) => !missing.includes(heading)).map((heading) => heading.toLowerCase());
  const evidence = missing.map((heading) => `README.md has no heading "## ${heading}"`);
  const swapped = expected.findIndex((heading, index) => order[index] !== heading);
  if (swapped !== -1) evidence.push(`README.md has "${order[swapped]}" where "${expected[swapped]}" is expected`);
  if (evidence.length === 0) return pass();
  return fail({
    expected: HEADINGS,
    seen,
    evidence,
    remediation: "Give README.md these headings in this order: those who choose an environment read many",
  });
}

/** The headings of the second level, in small letters, without those in blocks of code. */
function listHeadings(markdown: string): string[] {
  const text = markdown.replace(/^(```+|~~~+)[^]*?^\1/gm, "");
  return [...text.matchAll(/^##[ \t]+(.+?)[ \t#]*$/gm)].map(([, heading]) => heading!.toLowerCase());
}
