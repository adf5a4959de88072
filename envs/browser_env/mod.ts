/**
 * The contract of browser: reach a goal on a web page, in a real browser.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { browser } from "@openenv/browser-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", browser);
 * ```
 *
 * @module
 */
export { browser, type BrowserContractOptions, type BrowserSchemas, defineBrowser } from "./contract.ts";
export {
  BrowserAction,
  type BrowserObservation,
  BrowserResetOptions,
  BrowserState,
  type Pixels,
  type ResolvedBrowserResetOptions,
} from "./models.ts";
export type { Viewport } from "./browser/viewport.ts";
