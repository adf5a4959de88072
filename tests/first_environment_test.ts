import { join } from "node:path";
import { runWalkthrough } from "../_tools/readme/run_walkthrough.ts";
import { ROOT } from "../_tools/workspace.ts";

Deno.test("docs/first_environment.md leads to an environment that is fit to train on", async () => {
  const page = await Deno.readTextFile(join(ROOT, "docs/first_environment.md"));
  const folder = await Deno.makeTempDir({ prefix: "openenv_first_" });
  try {
    await runWalkthrough(page, { root: ROOT, replace: { "../anagram_env": join(folder, "anagram_env") } });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
