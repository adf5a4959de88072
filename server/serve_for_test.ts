import { type App, createApp } from "./app.ts";
import type { EnvironmentSource } from "./hosts/source.ts";
import { createLogger } from "./log/create_logger.ts";
import type { AppOptions } from "./options.ts";
import { type RunningServer, serve, type ServeOptions } from "./serve.ts";

/** A server on a free port of this machine, with its log; dispose it. */
export interface ServerForTest extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** The app behind it. */
  readonly app: App;
  /** The running server. */
  readonly running: RunningServer;
  /** Every entry of the log, in a list of its own. */
  readonly logged: unknown[][];
}

/** Serves an environment on a free port, quietly and without process-wide handlers. */
export async function serveForTest(
  source: EnvironmentSource,
  options: AppOptions & ServeOptions = {},
): Promise<ServerForTest> {
  const logged: unknown[][] = [];
  const log = createLogger({ write: (entry) => logged.push([entry]) });
  const app = createApp(source, { log, ...options });
  const quiet = { port: 0, handleSignals: false, crashGuard: false, onListen: () => {}, log };
  const running = await serve(app, { ...quiet, ...options });
  return { url: running.url, app, running, logged, [Symbol.asyncDispose]: () => running.shutdown() };
}
