/**
 * Other checkouts of this project, in folders of their own.
 *
 * @module
 */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { listFiles, readConfig, ROOT } from "../../_tools/workspace.ts";
import { type ProgramResult, runProgram } from "./run_program.ts";

const ROOT_FILES = ["README.md", "deno.json", "deno.lock", "LICENSE", "openenv.schema.json", "mod.ts"];

/** Clones the commit that is checked out here; copies the files where there is no repository. */
export async function cloneCheckout(target: string): Promise<void> {
  const isRepository = await Deno.stat(join(ROOT, ".git")).then(() => true, () => false);
  if (!isRepository) return await copyCheckout(target);
  const { code, stderr } = await runProgram("git", ["clone", "--quiet", ROOT, target]);
  assert.equal(code, 0, stderr);
}

/** Copies the packages and the tools as they are now, committed or not, and a few files at the root. */
export async function copyCheckout(target: string): Promise<void> {
  for (const file of await listSources(ROOT)) {
    const copy = join(target, relative(ROOT, file));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(file, copy);
  }
}

/** The files of a checkout that its packages are made of. */
export async function listSources(root: string): Promise<readonly string[]> {
  const { workspace = [] } = await readConfig(root);
  const files = await Promise.all([...workspace, "_tools"].map((folder) => listFiles(join(root, folder))));
  return [...files.flat(), ...ROOT_FILES.map((name) => join(root, name))];
}

/** Runs Deno in a folder as from a shell. */
export function runDeno(folder: string, ...args: readonly string[]): Promise<ProgramResult> {
  return runProgram(Deno.execPath(), args, { cwd: folder, env: shellOf(folder) });
}

/** The variables of a shell in a folder: a task that runs this one has set `INIT_CWD` to another. */
export function shellOf(folder: string): Record<string, string> {
  return { NO_COLOR: "1", INIT_CWD: folder };
}
