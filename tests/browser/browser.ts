import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { installChromium } from "../portable/install.ts";

const FLAGS = [
  "--no-sandbox", // Chromium refuses to run as root with one
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TIMEOUT_MS = 60_000;

/** A visitor of the page. */
export interface Visitor {
  /** Its tab. */
  readonly page: Page;
  /** What the browser complained about: errors, refusals of the policy, requests that failed. */
  readonly complaints: string[];
}

/** Starts Chromium and closes it afterwards. */
export async function withBrowser(run: (browser: Browser) => Promise<void>): Promise<void> {
  const executablePath = await installChromium();
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, timeout: TIMEOUT_MS });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

/** Opens a page in a profile of its own. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (400|404|401|409|410|422)/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url);
  return { page, complaints };
}

/** Finds a button by its whole name. */
export function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole("button", { name, exact: typeof name === "string" });
}

/** Begins an episode and waits for it. */
export async function start(page: Page): Promise<void> {
  await button(page, "Start an episode").click();
  await page.getByLabel("Timeline").waitFor();
}

/** Waits until the timeline is at a step. */
export async function atStep(page: Page, step: number, last = step): Promise<void> {
  await page.locator("output.position", { hasText: `${step === 0 ? "reset" : `step ${step}`} of ${last}` }).waitFor();
  await page.locator('.page[aria-busy="false"]').waitFor();
}

/** Reads a fact of the result, such as `Reward`. */
export async function fact(page: Page, name: string): Promise<string> {
  return (await page.locator(".fact", { has: page.locator("dt", { hasText: name }) }).locator("dd").innerText()).trim();
}

/** Fails if the browser complained. */
export function assertNoComplaints({ complaints }: Visitor): void {
  assert.deepEqual(complaints, []);
}
