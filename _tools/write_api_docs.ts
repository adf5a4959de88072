/**
 * Writes the pages of every public name of every package, from their doc comments: `deno task docs:api`.
 *
 * @module
 */
import { join, relative } from "node:path";
import { runDeno } from "./run_deno.ts";
import { readPackages, ROOT } from "./workspace.ts";

/** Where the pages go; the folder is not committed. */
const FOLDER = ".cache/docs/api";

/** Writes the pages of a workspace into a folder, which is made anew; returns the path of the first one. */
export async function writeApiDocs(root: string, folder: string): Promise<string> {
  const modules = (await readPackages(root)).flatMap(({ exports }) => [...exports.values()]);
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(folder, { recursive: true });
  const args = ["doc", "--html", "--name=OpenEnv", `--output=${folder}`];
  const { success, output } = await runDeno([...args, ...modules.map((path) => relative(root, path))], { cwd: root });
  if (!success) throw new Error(`Cannot write the pages of the API: deno doc failed\n${output}`);
  return join(folder, "index.html");
}

if (import.meta.main) {
  const page = await writeApiDocs(ROOT, join(ROOT, FOLDER));
  console.log(`Wrote the pages of the API; begin with ${relative(Deno.cwd(), page)}`);
}
