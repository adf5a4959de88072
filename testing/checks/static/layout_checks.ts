import type { Manifest } from "@openenv/registry/manifest";
import type { Check, Finding } from "../../findings/check.ts";
import { fail, pass, skip } from "../../findings/findings.ts";
import { packageCheck, type PackageView, toPackagePath } from "./package_check.ts";

/** The headings of a README, in their order. */
const HEADINGS = ["Description", "Actions", "Observations", "Start", "Rewards", "Episode end", "Options", "Versions"];

/** Check the files that a package should have, and the headings of its README. */
export const LAYOUT_CHECKS: readonly Check[] = [
  packageCheck({
    id: "static.layout",
    severity: "warn",
    summary: "The package has a README, a `deno.json`, tests, and every file that its manifest names.",
    run: checkLayout,
  }),
  packageCheck({
    id: "static.readme",
    severity: "warn",
    summary:
      "`README.md` has the headings Description, Actions, Observations, Start, Rewards, Episode end, Options and " +
      "Versions, in this order.",
    withoutManifest: true,
    run: checkReadme,
  }),
];

function checkLayout({ paths, manifest }: PackageView): Finding {
  const missing: string[] = [];
  if (!paths.includes("README.md")) missing.push("README.md is missing");
  if (manifest!.module !== undefined) {
    if (!paths.includes("deno.json") && !paths.includes("deno.jsonc")) missing.push("deno.json is missing");
    if (!paths.some((path) => /_test\.[jt]sx?$|\.test\.[jt]sx?$/.test(path))) {
      missing.push("there is no test, a file named like environment_test.ts");
    }
  }
  for (const [key, path] of Object.entries(namedFiles(manifest!))) {
    if (typeof path !== "string" || paths.includes(toPackagePath(path))) continue;
    missing.push(`${key} names ${path}, which does not exist`);
  }
  if (missing.length === 0) return pass({ files: paths.length });
  return fail({
    expected: "all files of a package",
    seen: `${missing.length} missing`,
    evidence: missing,
    remediation: "Add the files, or correct the paths in openenv.yaml",
  });
}

/** Returns the files that a manifest names, by key. A Python package's `app` is not a path. */
function namedFiles({ app, module, contract, check, validation }: Manifest): Record<string, string | null | undefined> {
  const { oracle, canaries, verifier } = validation?.capabilities ?? {};
  return {
    module,
    contract,
    app: app?.includes(":") ? undefined : app,
    "check.random_policy": check.random_policy,
    "validation.capabilities.oracle.location": oracle?.location,
    "validation.capabilities.canaries": canaries,
    "validation.capabilities.verifier.entry": verifier?.entry,
    "validation.execution.dockerfile": validation?.execution?.dockerfile,
    "validation.execution.probe_path": validation?.execution?.probe_path,
  };
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

/** Lists the headings of the second level, in lower case, without those in blocks of code. */
function listHeadings(markdown: string): string[] {
  const text = markdown.replace(/^(```+|~~~+)[^]*?^\1/gm, "");
  return [...text.matchAll(/^##[ \t]+(.+?)[ \t#]*$/gm)].map(([, heading]) => heading!.toLowerCase());
}
