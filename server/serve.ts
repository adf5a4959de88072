import { ForbiddenError, InvalidOptionError, type Log } from "@openenv/core";
import { hasLoopbackHost, isLoopback } from "./auth.ts";
import type { App } from "./create_app.ts";
import { respondWithError } from "./http/respond.ts";
import { installCrashGuard } from "./crash_guard.ts";

/** What can be served: an app, or anything else with a `fetch` handler. */
export type Servable = Pick<App, "fetch"> & Partial<App>;

/** What {@linkcode serve} may be told. */
export interface ServeOptions {
  /** The address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly hostname?: string;
  /** The port; 0 takes a free one. Default: 8000. */
  readonly port?: number;
  /** How long running calls may go on after a signal to stop, in milliseconds. Default: 10,000. */
  readonly shutdownTimeoutMs?: number;
  /** `false` leaves SIGINT and SIGTERM alone. Default: `true`: they shut the server down, and the process exits with 0. */
  readonly handleSignals?: boolean;
  /** `false` leaves stray errors alone, which end the process. Default: `true`: they are logged. */
  readonly crashGuard?: boolean;
  /** Called when it listens. Default: prints the URL to standard output. */
  readonly onListen?: (server: RunningServer) => void;
  /** Takes stray errors and what goes wrong on the way down. Default: `console.error`. */
  readonly log?: Log;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Where, as in `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The port. */
  readonly port: number;
  /** Resolves when the server has stopped. */
  readonly finished: Promise<void>;
  /** Stops: running calls finish, sessions close, sockets close with 1001. Resolves when all is done. */
  shutdown(): Promise<void>;
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Binds an app to a port, and keeps the process alive and well while it runs.
 *
 * It stops gracefully on SIGINT and SIGTERM, at once on a second one, and logs stray errors of environment code, which
 * would end the process otherwise.
 *
 * @param app What `createApp` returned, or anything with a `fetch` handler.
 * @param options Address, port, signals.
 * @returns The server, which listens.
 * @throws `InvalidOptionError` if the address or port cannot be listened on; whatever `app.ready()` rejects with.
 *
 * @example
 * ```ts no-eval
 * import { serve } from "@openenv/server";
 * import app from "./server.ts";
 *
 * await serve(app, { port: 8000 });
 * ```
 */
export async function serve(app: Servable, options: ServeOptions = {}): Promise<RunningServer> {
  const { hostname = "127.0.0.1", port = 8000, shutdownTimeoutMs = 10_000 } = options;
  const log = options.log ?? ((...data: unknown[]) => console.error(...data));
  await app.ready?.();
  const listener = listen(app, hostname, port);
  if (!isLoopback(hostname) && app.requiresToken === false) {
    log(`Warning: anybody who reaches ${hostname} may use this server; set OPENENV_TOKEN, or the option token`);
  }
  const cleanups: (() => void)[] = [];
  if (options.crashGuard ?? true) cleanups.push(installCrashGuard(log));
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await app.close?.(shutdownTimeoutMs);
    await listener.shutdown();
    for (const cleanup of cleanups) cleanup();
  };
  const server: RunningServer = {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${listener.addr.port}`,
    port: listener.addr.port,
    finished: listener.finished,
    shutdown: () => stopping ??= stop(),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  if (options.handleSignals ?? true) cleanups.push(stopOnSignals(server, log));
  (options.onListen ?? printUrl)(server);
  return server;
}

function listen(app: Servable, hostname: string, port: number): Deno.HttpServer<Deno.NetAddr> {
  // Without a token, a page whose name was rebound to this machine is told apart by its Host header alone.
  const checkHost = isLoopback(hostname) && app.requiresToken !== true;
  try {
    return Deno.serve({ hostname, port, onListen: () => {} }, (request) => {
      return checkHost && !hasLoopbackHost(request) ? respondWithError(foreignHost()) : app.fetch(request);
    });
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "the port is taken"
      : cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable
      ? "permission was denied"
      : (cause as Error).message;
    throw new InvalidOptionError(`Cannot listen on ${hostname}:${port}: ${why}`, { option: "port" }, { cause });
  }
}

function foreignHost(): ForbiddenError {
  return new ForbiddenError("Cannot answer request: its Host header names another machine than this one", {});
}

function printUrl({ url }: RunningServer): void {
  console.log(`Listening on ${url}`);
}

/** The first signal stops gracefully, the second one at once with the shell's exit code for it. */
function stopOnSignals(server: RunningServer, log: Log): () => void {
  let stopping = false;
  const handlers = STOP_SIGNALS.map((signal) => {
    const handler = () => {
      if (stopping) Deno.exit(signal === "SIGINT" ? 130 : 143);
      stopping = true;
      server.shutdown().then(() => Deno.exit(0), (thrown) => {
        log("Cannot shut down:", thrown);
        Deno.exit(1);
      });
    };
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  return () => handlers.forEach((remove) => remove());
}
