/**
 * Checks the documentation that sits beside the code: `deno doc --lint` over every public module, and every code block
 * of doc comments and of Markdown files is run as a test.
 *
 * The README at the top is not among them: its blocks are files that belong together (`tests/readme_test.ts`).
 *
 * @module
 */
import { basename, join, relative } from "node:path";
import { showDeno } from "./run_deno.ts";
import { isSourceModule, listFiles, readPackages, ROOT } from "./workspace.ts";

/** A code block that `deno test --doc` runs, in a Markdown file or in a doc comment. */
const RUNNABLE_BLOCK = /^[ \t]*(\*[ \t]*)?```(ts|tsx|js|jsx|typescript|javascript|mts|mjs)[ \t]*$/m;

/** Lists the files of a workspace that have code blocks to run; a `main.ts` would start what it documents. */
export async function findDocumented(root: string): Promise<string[]> {
  const folders = (await readPackages(root)).map(({ folder }) => folder).filter((folder) => folder !== root);
  const lists = await Promise.all([...folders, join(root, "docs")].map((folder) => listFiles(folder)));
  const candidates = [...lists.flat(), join(root, "mod.ts")].filter((path) =>
    (isSourceModule(path) && basename(path) !== "main.ts") || path.endsWith(".md")
  );
  const found: string[] = [];
  for (const path of candidates) {
    if (RUNNABLE_BLOCK.test(await readText(path))) found.push(path);
  }
  return found;
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function main(): Promise<void> {
  const entries = (await readPackages()).flatMap(({ exports }) => [...exports.values()]);
  if (!await showDeno(["doc", "--lint", ...entries.map((path) => relative(ROOT, path))], { cwd: ROOT })) Deno.exit(1);
  const documented = (await findDocumented(ROOT)).map((path) => relative(ROOT, path));
  console.log(`docs: ${entries.length} public modules are documented, ${documented.length} files have code blocks`);
  if (documented.length === 0) return;
  if (!await showDeno(["test", "--allow-all", "--frozen", "--doc", ...documented], { cwd: ROOT })) Deno.exit(1);
}

if (import.meta.main) await main();
