import assert from "node:assert/strict";
import { type Browser, chromium } from "playwright-core";
import { bundleFor } from "./bundle.ts";
import { installChromium } from "./install.ts";
import type { PageOutcome } from "./page.ts";
import { serveGridWorld } from "./watched_server.ts";

const FLAGS = [
  "--no-sandbox", // Chromium refuses to run as root with one
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TIMEOUT_MS = 120_000;
const REFUSED = { name: "InvalidOptionError", code: "INVALID_OPTION" };

Deno.test("the client, bundled, plays grid_world from Chromium, and refuses what its WebSocket can't carry", async () => {
  const executablePath = await installChromium();
  const script = await bundleFor("page.ts", "browser");
  // The page comes from the environment's own origin: servers refuse foreign ones.
  await using server = await serveGridWorld({
    "/": () => html('<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>'),
    "/page.js": async () => javaScript(await Deno.readTextFile(script)),
    "/favicon.ico": () => new Response(null, { status: 204 }),
  });
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, timeout: TIMEOUT_MS });
  try {
    const { episode, expected, token, headers } = await visit(browser, server.url);
    assert.deepEqual(episode, expected);
    assert.deepEqual([token, headers], [REFUSED, REFUSED]);
    assert.deepEqual(server.handshakes, [null], "only the episode connects");
  } finally {
    await browser.close();
  }
});

/** Opens the page and waits for what it found out; what the page throws or logs is part of a failure. */
async function visit(browser: Browser, url: string): Promise<PageOutcome> {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(url);
  try {
    await page.waitForFunction("globalThis.outcome !== undefined");
    return await page.evaluate("globalThis.outcome");
  } catch (cause) {
    throw new Error(`Cannot read the page's outcome: ${complaints.join("; ") || "it logged nothing"}`, { cause });
  }
}

function html(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function javaScript(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/javascript; charset=utf-8" } });
}
