import { join } from "node:path";
import { runReadme } from "../_tools/readme/run_readme.ts";
import { ROOT } from "../_tools/workspace.ts";

/** The pages whose blocks are files that belong together. */
const PAGES = ["README.md", "docs/from_python.md"];

for (const page of PAGES) {
  Deno.test(`the blocks of ${page} do what it says`, async () => {
    await runReadme(await readPage(page), ROOT);
  });
}

async function readPage(page: string): Promise<string> {
  try {
    return await Deno.readTextFile(join(ROOT, page));
  } catch (cause) {
    throw new Error(`Cannot run ${page}: it does not exist`, { cause });
  }
}
