import { type Browser, chromium } from "playwright-core";
import { installChromium } from "./install.ts";
import type { PageOutcome } from "./page.ts";

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

/** Opens a page in Chromium and returns what its script found out: its `outcome`. */
export async function visitPage<T = PageOutcome>(url: string): Promise<T> {
  const executablePath = await installChromium();
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, timeout: TIMEOUT_MS });
  try {
    return await visit<T>(browser, url);
  } finally {
    await browser.close();
  }
}

/** Opens the page and waits for what it found out; what the page throws or logs is part of a failure. */
async function visit<T>(browser: Browser, url: string): Promise<T> {
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

/** Answers with a page. */
export function html(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Answers with a script. */
export function javaScript(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/javascript; charset=utf-8" } });
}
