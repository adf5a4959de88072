import assert from "node:assert/strict";
import { basename } from "node:path";
import { runPage } from "../../_tools/readme/run_page.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { run } from "./test_image.ts";

Deno.test("the blocks of docs/containers.md do what it says", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/containers.md", import.meta.url));
  const state = (await run("docker", ["info", "--format", "{{.Swarm.LocalNodeState}}"])).trim();
  const written = await runPage(text, { root: ROOT, skip: ["for (const", "Cannot use container"] });
  if (state === "inactive") await run("docker", ["swarm", "leave", "--force"]);
  assert.deepEqual(written.map((path) => basename(path)), [
    "play.ts",
    "blocking.ts",
    "provider.ts",
    "process.ts",
    "python.ts",
    "replicas.ts",
    "swarm.ts",
  ]);
});
