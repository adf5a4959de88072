import type { AnyImplementation } from "@openenv/core";
import { type AppOptions, createApp, serve } from "@openenv/server";

/** A server with the page; dispose it. */
export interface PageServer extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
}

/** Serves an environment with its page. A port is given to come back on it after a restart. */
export async function startPage(
  environment: AnyImplementation,
  options: AppOptions = {},
  port = 0,
): Promise<PageServer> {
  const nothing = () => {};
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing } as AppOptions["log"];
  const app = createApp(environment, { log, ...options });
  const running = await serve(app, { port, handleSignals: false, crashGuard: false, onListen: nothing });
  return { url: running.url, [Symbol.asyncDispose]: () => running.shutdown() };
}
