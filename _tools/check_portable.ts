/**
 * Type-checks core and client against the libraries that browsers, Node and Bun share, without Deno's.
 *
 * The lint rule `openenv/portable` refuses the name `Deno` in their code.
 *
 * @module
 */
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { isPortable } from "./lint/source_path.ts";
import { type DenoResult, runDeno } from "./run_deno.ts";
import { isSourceModule, listFiles, readConfig, readPackages, ROOT, specifierOf } from "./workspace.ts";

const LIBRARIES = ["esnext", "dom", "dom.iterable", "dom.asynciterable"];

/** Type-checks the portable modules of a workspace; none at all counts as a failure. */
export async function checkPortable(root: string): Promise<DenoResult & { readonly count: number }> {
  const files = (await Promise.all(["core", "client"].map((folder) => listFiles(join(root, folder)))))
    .flat()
    .filter((path) => isSourceModule(path) && isPortable(relative(root, path).replaceAll("\\", "/")));
  if (files.length === 0) return { success: false, stdout: "", output: "no portable module found\n", count: 0 };
  const folder = await Deno.makeTempDir({ prefix: "openenv_portable_" });
  try {
    const config = join(folder, "deno.json");
    await Deno.writeTextFile(config, JSON.stringify(await portableConfig(root)));
    const result = await runDeno(["check", "--no-lock", "--config", config, ...files], { cwd: root });
    return { ...result, count: files.length };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The root's configuration with other libraries, and with the packages as an import map instead of a workspace. */
async function portableConfig(root: string): Promise<unknown> {
  const { imports, compilerOptions } = await readConfig(root);
  const packages = (await readPackages(root)).flatMap(({ name, exports }) =>
    [...exports].map(([subpath, file]) => [specifierOf(name, subpath), pathToFileURL(file).href])
  );
  return {
    imports: { ...imports, ...Object.fromEntries(packages) },
    compilerOptions: { ...compilerOptions, lib: LIBRARIES },
  };
}

async function main(): Promise<void> {
  const { success, output, count } = await checkPortable(ROOT);
  if (!success) {
    console.error(output);
    Deno.exit(1);
  }
  console.log(`portable: ${count} modules of core and client check without Deno's library`);
}

if (import.meta.main) await main();
