import { join } from "node:path";
import { runWalkthrough } from "../_tools/readme/run_walkthrough.ts";
import { ROOT } from "../_tools/workspace.ts";
import { makeTempFolder } from "../cli/testdata/temp_folder.ts";

Deno.test("docs/first_environment.md leads to an environment that is fit to train on", async () => {
  const page = await Deno.readTextFile(join(ROOT, "docs/first_environment.md"));
  await using folder = await makeTempFolder();
  await runWalkthrough(page, { root: ROOT, replace: { "../anagram_env": join(folder.path, "anagram_env") } });
});
