import assert from "node:assert/strict";
import { bundleFor } from "./bundle.ts";
import { EXPECTED_EPISODE } from "./episode.ts";
import { serveDeaf } from "./deaf_server.ts";
import { BUN, installRuntime, NODE } from "./install.ts";
import { runProgram } from "./run_program.ts";
import { serveGridWorld } from "./watched_server.ts";

for (const runtime of [NODE, BUN]) {
  Deno.test(`the client, bundled, plays grid_world from ${runtime.name} ${runtime.version}`, async () => {
    const binary = await installRuntime(runtime);
    const bundle = await bundleFor("program.ts");
    await using server = await serveGridWorld();
    const { code, stdout, stderr } = await runProgram(binary, [bundle, server.url]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), EXPECTED_EPISODE);
    assert.deepEqual(server.handshakes, [null]);
  });

  Deno.test(`the client, bundled, sends its token from ${runtime.name} ${runtime.version}`, async () => {
    const binary = await installRuntime(runtime);
    const bundle = await bundleFor("program.ts");
    await using server = await serveGridWorld();
    const { code, stderr } = await runProgram(binary, [bundle, server.url, "secret"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(server.handshakes, ["Bearer secret"]);
  });

  Deno.test(`the client, bundled, ends in ${runtime.name} ${runtime.version} though the server reads nothing`, async () => {
    const binary = await installRuntime(runtime);
    const bundle = await bundleFor("close_program.ts");
    await using server = serveDeaf();
    const { code, stdout, stderr } = await runProgram(binary, [bundle, server.url], { timeoutMs: 10_000 });
    assert.deepEqual([code, stdout], [0, "closed\nTIMEOUT\nclosed"], stderr);
  });
}
