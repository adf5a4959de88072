import { OpenEnvError } from "@openenv/core";
import type { Browser } from "playwright-core";
import { readVariable } from "./read_variable.ts";

/** The data of a {@linkcode ChromiumError}. */
export interface ChromiumErrorData {
  /** The kind of failure: it is not installed, it did not start, it ended, or a page no longer answers. */
  readonly reason: "missing" | "not_started" | "ended" | "stuck";
}

/** Chromium can't be used; the next reset tries again. Code `CHROMIUM_FAILED`. */
export class ChromiumError extends OpenEnvError<ChromiumErrorData> {
  /** Creates the error with the code `CHROMIUM_FAILED`. */
  constructor(message: string, data: ChromiumErrorData, options?: ErrorOptions) {
    super("CHROMIUM_FAILED", message, data, options);
  }
}

/** A session's use of Chromium. */
export interface ChromiumLease {
  /** The browser that the sessions of this process share. */
  readonly browser: Browser;
  /** Ends the use; the last one closes Chromium. */
  release(): Promise<void>;
}

const VARIABLE = "OPENENV_CHROMIUM";
const PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const START_TIMEOUT_MS = 60_000;
const FLAGS = [
  "--no-sandbox", // Chromium refuses to run as root with one, and containers have no user namespaces for it
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--dns-prefetch-disable",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Nothing listens there. What is not answered by a route of ours gets no further. */
const NO_PROXY = { server: "http://127.0.0.1:9" };

/** The one Chromium of this process, and how many use it. */
interface Running {
  readonly started: Promise<Browser>;
  users: number;
  isWatched?: boolean;
}

let running: Running | undefined;

/**
 * Borrows the Chromium that all sessions of this process share; the first one starts it.
 *
 * @param headless `true` shows no window; the first session decides.
 * @throws `ChromiumError` if it is not installed or does not start.
 */
export async function borrowChromium(headless: boolean): Promise<ChromiumLease> {
  const mine = running ??= { started: start(headless), users: 0 };
  mine.users++;
  const forget = () => {
    if (running === mine) running = undefined;
  };
  let browser: Browser;
  try {
    browser = await mine.started;
  } catch (thrown) {
    forget();
    throw thrown;
  }
  if (!mine.isWatched) browser.once("disconnected", forget);
  mine.isWatched = true;
  let isReleased = false;
  const release = async () => {
    if (isReleased) return;
    isReleased = true;
    if (--mine.users > 0) return;
    forget();
    await browser.close();
  };
  return { browser, release };
}

async function start(headless: boolean): Promise<Browser> {
  const executablePath = await findChromium();
  const { chromium } = await loadPlaywright();
  try {
    return await chromium.launch({
      executablePath,
      headless,
      args: FLAGS,
      proxy: NO_PROXY,
      timeout: START_TIMEOUT_MS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (thrown) {
    const message = `Cannot start Chromium: ${executablePath} did not come up`;
    throw new ChromiumError(message, { reason: "not_started" }, { cause: thrown });
  }
}

/** Playwright looks for Windows where only `--allow-all` may look, unless this variable is set while it is loaded. */
const WINDOWS_PROBE = "__IS_WSL_TEST__";

/** Loads Playwright on first use, so that a contract can be read without it. */
async function loadPlaywright(): Promise<typeof import("playwright-core")> {
  Deno.env.set(WINDOWS_PROBE, "1");
  try {
    return await import("playwright-core");
  } finally {
    Deno.env.delete(WINDOWS_PROBE);
  }
}

/**
 * Finds Chromium.
 *
 * @param isThere Looks whether a path is there.
 * @param chosen The path that the variable `OPENENV_CHROMIUM` names.
 * @returns Its path.
 * @throws `ChromiumError` if there is none; the message names the package to install.
 */
export async function findChromium(
  isThere: (path: string) => Promise<boolean> = isFile,
  chosen: string | undefined = readVariable(VARIABLE),
): Promise<string> {
  const paths = chosen ? [chosen] : PATHS;
  for (const path of paths) if (await isThere(path)) return path;
  const places = chosen ? `${VARIABLE} names ${chosen}, which is not there` : `it is at none of ${PATHS.join(", ")}`;
  const help = `Install the package chromium (on Debian: apt-get install chromium), or set ${VARIABLE} to its path`;
  throw new ChromiumError(`Cannot start Chromium: ${places}. ${help}`, { reason: "missing" });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
