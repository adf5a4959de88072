import assert from "node:assert/strict";
import { bundleFor } from "./bundle.ts";
import { installRuntime, NODE } from "./install.ts";
import { runProgram } from "./run_program.ts";
import { serveGridWorld } from "./watched_server.ts";

Deno.test(`AutoEnv, bundled for a browser, loads nothing of Node's and plays a server from ${NODE.name} ${NODE.version}`, async () => {
  const binary = await installRuntime(NODE);
  const bundle = await bundleFor("auto_env_program.ts", "browser");
  assert.doesNotMatch(await Deno.readTextFile(bundle), /(from|import) ?\(?["']node:|@hono/);
  await using server = await serveGridWorld();
  const { code, stdout, stderr } = await runProgram(binary, [bundle, server.url]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    x: 0,
    y: 1,
    refusal: "Cannot run grid_world: names, paths and modules need Deno; a server or a Space works everywhere",
  });
});
