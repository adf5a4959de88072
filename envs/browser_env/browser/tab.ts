import { messageOf } from "@openenv/core";
import { withinTime } from "@openenv/core/async";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import type { Viewport } from "./viewport.ts";
import type { Visit } from "../sites/site.ts";
import type { ParsedAction } from "./actions.ts";
import { borrowChromium, ChromiumError, type ChromiumLease } from "./chromium.ts";
import { DRAW, MARK_ELEMENTS } from "./page_scripts.ts";
import { perform } from "./perform.ts";
import { routeRequests, type Traffic } from "./route_requests.ts";
import { renderTree } from "./tree.ts";

/** Options for a {@linkcode Tab}. */
export interface TabOptions {
  /** `true` shows no window. */
  readonly headless: boolean;
  /** The size of the page. */
  readonly viewport: Viewport;
  /** How long a page may take to load or to answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** A page as the agent sees it. */
export interface View {
  /** Its address. */
  readonly url: string;
  /** Its accessibility tree. */
  readonly tree: string;
  /** Its HTML. */
  readonly html: string;
}

/** A node of the document, as Chromium's protocol describes it. */
interface DocumentNode {
  readonly backendNodeId: number;
  readonly attributes?: readonly string[];
  readonly children?: readonly DocumentNode[];
  readonly shadowRoots?: readonly DocumentNode[];
}

/** How long an element may take until it can be used: it may be covered or still move. */
const ELEMENT_TIMEOUT_MS = 3_000;
/** How long requests of a page are waited for after an action. */
const QUIET_TIMEOUT_MS = 2_000;
const MAX_TEXT_LENGTH = 100_000;

/** One session's part of Chromium: a profile of its own, in which nothing but the site of a visit can be reached. */
export class Tab {
  readonly #visit: Visit;
  readonly #options: TabOptions;
  readonly #lease: ChromiumLease;
  readonly #context: BrowserContext;
  readonly #traffic: Traffic;
  readonly #protocols = new WeakMap<Page, CDPSession>();
  #failure: ChromiumError | undefined;

  private constructor(
    visit: Visit,
    options: TabOptions,
    lease: ChromiumLease,
    context: BrowserContext,
    traffic: Traffic,
  ) {
    this.#visit = visit;
    this.#options = options;
    this.#lease = lease;
    this.#context = context;
    this.#traffic = traffic;
    context.on("page", (page) => page.on("crash", () => this.#fail("ended", "the page has crashed")));
  }

  /** Opens the first page of a visit. Throws `ChromiumError` if Chromium can't be used. */
  static async open(visit: Visit, options: TabOptions): Promise<Tab> {
    const lease = await borrowChromium(options.headless);
    let tab: Tab | undefined;
    try {
      const context = await lease.browser.newContext({
        viewport: options.viewport,
        deviceScaleFactor: 1,
        serviceWorkers: "block",
        acceptDownloads: false,
        locale: "en-US",
        timezoneId: "UTC",
        reducedMotion: "reduce",
      });
      const opened = tab = new Tab(visit, options, lease, context, await routeRequests(context, visit));
      await tab.#guard("open the page", async () => {
        const page = await context.newPage();
        await page.goto(visit.url, { timeout: options.timeoutMs });
        await opened.#settle();
      });
      return tab;
    } catch (thrown) {
      await (tab?.close() ?? lease.release());
      throw thrown;
    }
  }

  /** The address of the page. */
  get url(): string {
    return this.#page.url();
  }

  /**
   * Does what an action says, and waits for what it sets going.
   *
   * @returns Why it could not be done; empty if it was.
   * @throws `ChromiumError` if Chromium has ended, or the page no longer answers.
   */
  async perform(action: ParsedAction): Promise<string> {
    const { timeoutMs } = this.#options;
    const target = {
      page: this.#page,
      elementTimeoutMs: Math.min(ELEMENT_TIMEOUT_MS, timeoutMs),
      loadTimeoutMs: timeoutMs,
      origin: new URL(this.#visit.url).origin,
    };
    let error = "";
    await this.#guard(`do ${action.name}`, async () => {
      try {
        await perform(target, action);
      } catch (thrown) {
        if (this.#isOver) throw thrown;
        error = `Cannot do ${action.name}: ${firstLine(messageOf(thrown))}`;
      }
      await this.#settle();
    });
    return error;
  }

  /** Looks at the page. Throws `ChromiumError` if it can't be seen any more. */
  observe(): Promise<View> {
    return this.#guard("read the page", async () => {
      for (const end = Date.now() + this.#options.timeoutMs;;) {
        try {
          return await this.#read();
        } catch (thrown) {
          if (!this.#isLeaving(thrown) || Date.now() > end) throw thrown;
          await this.#settle();
        }
      }
    });
  }

  async #read(): Promise<View> {
    const page = this.#page;
    const html = await page.evaluate<string>(MARK_ELEMENTS);
    let protocol = this.#protocols.get(page);
    if (protocol === undefined) this.#protocols.set(page, protocol = await this.#context.newCDPSession(page));
    const { nodes } = await protocol.send("Accessibility.getFullAXTree");
    const { root } = await protocol.send("DOM.getDocument", { depth: -1, pierce: true });
    const bids = new Map<number, string>();
    collectBids(root, bids);
    return { url: page.url(), tree: shorten(renderTree(nodes, bids)), html: shorten(html) };
  }

  /** Takes a picture of the page: a PNG file. */
  takePicture(): Promise<Uint8Array> {
    return this.#guard("draw the page", async () => new Uint8Array(await this.#page.screenshot()));
  }

  /** Closes the profile, and Chromium if no other session uses it. */
  async close(): Promise<void> {
    try {
      await this.#context.close();
    } catch (thrown) {
      if (this.#lease.browser.isConnected()) throw thrown; // otherwise there is nothing left to close
    } finally {
      await this.#lease.release();
    }
  }

  get #page(): Page {
    const page = this.#context.pages().at(-1);
    if (page === undefined) throw this.#failure ?? this.#fail("ended", "the page was closed");
    return page;
  }

  get #isOver(): boolean {
    return this.#failure !== undefined || !this.#lease.browser.isConnected();
  }

  /** `true` if a document could not be used because it has made room for the next one. */
  #isLeaving(thrown: unknown): boolean {
    return /context was destroyed|navigat|Target.*closed/i.test(messageOf(thrown)) && !this.#isOver;
  }

  #fail(reason: "ended" | "stuck", state: string): ChromiumError {
    const message = `Cannot use the browser: ${state}; reset starts anew`;
    return this.#failure ??= new ChromiumError(message, { reason });
  }

  /** Runs an action that ends with an error if Chromium does, or if the page never answers. */
  async #guard<T>(action: string, run: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    const { timeoutMs } = this.#options;
    // Enough for an element, a load and the requests that follow.
    const limitMs = 2 * timeoutMs + ELEMENT_TIMEOUT_MS + QUIET_TIMEOUT_MS;
    try {
      return await withinTime(run, { action, timeoutMs: limitMs });
    } catch (thrown) {
      if (!this.#lease.browser.isConnected()) throw this.#fail("ended", "Chromium has ended");
      throw this.#failure ?? this.#fail("stuck", `it did not ${action} (${firstLine(messageOf(thrown))})`);
    }
  }

  /** Waits until the page has drawn, and has an answer to each of its requests. */
  async #settle(): Promise<void> {
    const end = Date.now() + QUIET_TIMEOUT_MS;
    for (let total = -1; total !== this.#traffic.total || this.#traffic.open > 0;) {
      total = this.#traffic.total;
      const page = this.#page;
      try {
        await page.waitForLoadState("load", { timeout: this.#options.timeoutMs });
        await page.evaluate(DRAW);
      } catch (thrown) {
        if (!this.#isLeaving(thrown)) throw thrown;
        total = -1;
      }
      if (Date.now() > end) return;
    }
  }
}

function collectBids(node: DocumentNode, bids: Map<number, string>): void {
  const { attributes = [] } = node;
  for (let at = 0; at < attributes.length; at += 2) {
    if (attributes[at] === "bid") bids.set(node.backendNodeId, attributes[at + 1]!);
  }
  for (const child of [...node.children ?? [], ...node.shadowRoots ?? []]) collectBids(child, bids);
}

/** Playwright's messages go on with a log of what it tried. */
function firstLine(message: string): string {
  return message.split("\n")[0]!.replace(/^\w+\.\w+: /, "");
}

function shorten(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  return `${text.slice(0, MAX_TEXT_LENGTH)}\n... (${text.length - MAX_TEXT_LENGTH} characters are left out here)`;
}
