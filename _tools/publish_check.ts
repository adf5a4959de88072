/**
 * Publishes every package without sending anything: slow types, missing versions and other refusals are failures, and
 * so is a test, a bench or a fixture among the files.
 *
 * Each package is checked from its own folder, because a named root hides the members of its workspace.
 *
 * @module
 */
import { runDeno } from "./run_deno.ts";
import { readPackages, ROOT } from "./workspace.ts";

/** How the check of one package ended. */
export interface PublishResult {
  /** The package. */
  readonly name: string;
  /** `true` if it could be published. */
  readonly success: boolean;
  /** The output of `deno publish`. */
  readonly output: string;
}

/** A file in the list of a package that must not be published. */
const UNWANTED_FILE = /^\s*file:\S*(_(test|bench)\.ts|\/(testdata|testing_fixtures)\/\S*) .*$/gm;

/** Checks each package of a workspace in turn; calls `report` for each. */
export async function publishCheck(root: string, report: (result: PublishResult) => void): Promise<boolean> {
  const packages = await readPackages(root);
  let success = packages.length > 0;
  for (const { name, folder } of packages) {
    const result = await checkPackage(name, folder);
    success &&= result.success;
    report(result);
  }
  return success;
}

async function checkPackage(name: string, folder: string): Promise<PublishResult> {
  const { success, output } = await runDeno(["publish", "--dry-run", "--allow-dirty"], { cwd: folder });
  const unwanted = output.match(UNWANTED_FILE);
  if (!success || unwanted === null) return { name, success, output };
  const list = unwanted.map((line) => line.trim()).join("\n");
  return { name, success: false, output: `publish.exclude of ${folder}/deno.json lets through:\n${list}` };
}

async function main(): Promise<void> {
  const success = await publishCheck(ROOT, ({ name, success, output }) => {
    console.log(success ? `${name}: ready to publish` : `${name}: FAILED\n${output}`);
  });
  if (!success) Deno.exit(1);
}

if (import.meta.main) await main();
