import assert from "node:assert/strict";
import { basename } from "node:path";
import { runPage } from "../../_tools/readme/run_page.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { buildImage } from "../docker/ship_docker.ts";

Deno.test("the blocks of docs/clusters.md do what it says", async () => {
  await using image = await buildImage("echo");
  const text = await Deno.readTextFile(new URL("../../docs/clusters.md", import.meta.url));
  const replace = { "ghcr.io/me/openenv-echo:0.1.0": image.name };
  const written = await runPage(text, { root: ROOT, replace, skip: ["# role.yaml", "kubectl delete deployments"] });
  assert.deepEqual(written.map((path) => basename(path)), ["cluster.ts", "replicas.ts"]);
});
