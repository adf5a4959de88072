/** The commands of docs/deploy.md, typed one after another. */

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { runPage } from "../../_tools/readme/run_page.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { docker, removeImage } from "./ship_docker.ts";

function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("the blocks of docs/deploy.md do what it says", async () => {
  const page = await Deno.readTextFile(join(ROOT, "docs", "deploy.md"));
  const text = page.replace(/^## A Kubernetes cluster$.*?(?=^## )/ms, ""); // tests/kubernetes types that
  const name = `grid_world_${crypto.randomUUID()}`;
  const before = Deno.env.get("DENORT_BIN");
  Deno.env.set("DENORT_BIN", "/bin/true"); // in place of the base of programs, which has to be downloaded
  await using _ = {
    async [Symbol.asyncDispose]() {
      if (before === undefined) Deno.env.delete("DENORT_BIN");
      else Deno.env.set("DENORT_BIN", before);
      await docker("rm", "--force", name).catch(() => {}); // the page has removed it
      await removeImage("openenv-grid_world");
    },
  };
  const replace = { "127.0.0.1:8001": `127.0.0.1:${findFreePort()}`, "--name grid_world": `--name ${name}` };
  const container = { "logs grid_world": `logs ${name}`, "rm --force grid_world\n": `rm --force ${name}\n` };
  const written = await runPage(text, { root: ROOT, replace: { ...replace, ...container } });
  assert.deepEqual(written.map((path) => basename(path)), ["play.ts", "server.ts"]);
});
