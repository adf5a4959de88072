import assert from "node:assert/strict";
import { bundleFor } from "./bundle.ts";
import { html, javaScript, visitPage } from "./visit_page.ts";
import { serveGridWorld } from "./watched_server.ts";

const REFUSED = { name: "InvalidOptionError", code: "INVALID_OPTION" };

Deno.test("the client, bundled, plays grid_world from Chromium, and refuses what its WebSocket can't carry", async () => {
  const script = await bundleFor("page.ts", "browser");
  // The page comes from the environment's own origin: servers refuse foreign ones.
  await using server = await serveGridWorld({
    "/": () => html('<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>'),
    "/page.js": async () => javaScript(await Deno.readTextFile(script)),
    "/favicon.ico": () => new Response(null, { status: 204 }),
  });
  const { episode, expected, token, headers, sync } = await visitPage(server.url);
  assert.deepEqual(episode, expected);
  assert.deepEqual([token, headers], [REFUSED, REFUSED]);
  assert.deepEqual(sync, { name: "SyncUnavailableError", code: "SYNC_UNAVAILABLE" });
  assert.deepEqual(server.handshakes, [null], "only the episode connects");
});
