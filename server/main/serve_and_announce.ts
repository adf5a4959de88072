import type { AnyContract } from "@openenv/core";
import { type RunningServer, type Servable, serve, type ServeOptions } from "../serve.ts";
import { describeNextSteps } from "./next_steps.ts";

/** Options for {@linkcode serveAndAnnounce}. */
export interface ServeAndAnnounceOptions extends Pick<ServeOptions, "hostname" | "port" | "drainMs" | "log"> {
  /** The contract of the app's environment, if it is known. */
  readonly contract?: AnyContract;
  /** Where the app was found, such as a path. Default: nothing is said about that. */
  readonly where?: string;
  /** `false` leaves out what to type next. Default: `true`. */
  readonly hints?: boolean;
  /** The file `deno.json` that knows `@openenv/client`. Default: none. */
  readonly config?: URL;
  /** Writes a line. */
  readonly print: (line: string) => void;
  /** Called when the server listens. */
  readonly onListen?: (server: RunningServer) => void;
}

/** Hosts an app on a port; says where, and what to open and type next. Resolves when the server has stopped. */
export async function serveAndAnnounce(app: Servable, options: ServeAndAnnounceOptions): Promise<void> {
  const { hostname, port, drainMs, log, contract, where, hints = true, config, print } = options;
  const onListen = (server: RunningServer) => {
    options.onListen?.(server);
    const { url } = server;
    const what = contract === undefined ? "an app" : `the environment ${contract.name} ${contract.version}`;
    if (where !== undefined) print(`Found ${what} in ${where}`);
    print(`Listening on ${url}`);
    const isKnown = contract !== undefined || app.requiresToken !== undefined;
    if (!hints || !isKnown) return;
    const { requiresToken, hasPage } = app;
    for (const line of describeNextSteps({ url, contract, requiresToken, hasPage, config })) print(line);
  };
  const running = await serve(app, { hostname, port, drainMs, log, onListen });
  await running.finished;
}
