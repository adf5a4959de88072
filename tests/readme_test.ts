import { join } from "node:path";
import { runReadme } from "../_tools/readme/run_readme.ts";
import { ROOT } from "../_tools/workspace.ts";

Deno.test("the README's blocks do what it says", async () => {
  await runReadme(await readReadme(), ROOT);
});

async function readReadme(): Promise<string> {
  try {
    return await Deno.readTextFile(join(ROOT, "README.md"));
  } catch (cause) {
    throw new Error("Cannot run README: README.md does not exist", { cause });
  }
}
