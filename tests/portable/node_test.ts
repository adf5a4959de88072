import assert from "node:assert/strict";
import { bundleFor, installNode, runProgram } from "./runtimes.ts";
import { serveForTest } from "../../server/serve_for_test.ts";
import environment from "@openenv/grid-world-env/environment";

Deno.test("the client, bundled, plays grid_world from Node 22", async () => {
  await using server = await serveForTest(environment);
  const bundle = await bundleFor("play.ts");
  assert.doesNotMatch(await Deno.readTextFile(bundle), /\bDeno\./, "the bundle mentions Deno.");
  const { code, stdout, stderr } = await runProgram(await installNode(), [bundle, server.url]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    start: { x: 2, y: 1, message: "Welcome to the grid! Reach the goal at (4, 4)." },
    reward: 1,
    step_count: 5,
    seed: 7,
    refused: "VALIDATION_ERROR",
    over: "EPISODE_OVER",
  });
});
