import assert from "node:assert/strict";
import { bundleFor } from "./bundle.ts";
import { serveDeaf } from "./deaf_server.ts";
import { EXPECTED_EPISODE } from "./episode.ts";
import { BUN, installRuntime, NODE } from "./install.ts";
import { runProgram } from "./run_program.ts";
import { serveGridWorld } from "./watched_server.ts";

const RUNTIMES: readonly (readonly [name: string, start: () => Promise<string[]>])[] = [
  [`node ${NODE.version}`, async () => [await installRuntime(NODE)]],
  [`bun ${BUN.version}`, async () => [await installRuntime(BUN)]],
  ["deno, with permission for the network only", () => {
    return Promise.resolve([Deno.execPath(), "run", "--no-prompt", "--allow-net=127.0.0.1"]);
  }],
];

for (const [name, start] of RUNTIMES) {
  Deno.test(`the synchronous client, bundled, plays grid_world from ${name}`, async () => {
    const [binary, ...args] = await start();
    const bundle = await bundleFor("sync_program.ts");
    await using server = await serveGridWorld();
    await using deaf = serveDeaf();
    const programArgs = [...args, bundle, server.url, deaf.url, "secret"];
    const { code, stdout, stderr } = await runProgram(binary!, programArgs, { timeoutMs: 60_000 });
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      played: [EXPECTED_EPISODE, EXPECTED_EPISODE],
      codes: ["TIMEOUT", "CONNECTION_POISONED"],
    });
    assert.deepEqual(server.handshakes, ["Bearer secret", "Bearer secret"]);
  });
}
