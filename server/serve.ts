import { ForbiddenError, InvalidOptionError, type Log } from "@openenv/core";
import type { App } from "./app.ts";
import { hasLoopbackHost, isLoopback } from "./auth.ts";
import { installCrashGuard } from "./crash_guard.ts";
import { respondWithError } from "./http/respond.ts";

/** An app, or any other object with a `fetch` handler. */
export type Servable = Pick<App, "fetch"> & Partial<App>;

/** Options for {@linkcode serve}. */
export interface ServeOptions {
  /** The address to listen on. Default: `127.0.0.1`, which only this machine can reach. */
  readonly hostname?: string;
  /** The port; 0 chooses a free one. Default: 8000. */
  readonly port?: number;
  /** How long running calls may take to finish at shutdown, in milliseconds. Default: 10,000. */
  readonly shutdownTimeoutMs?: number;
  /** `true` shuts down at SIGINT and SIGTERM, and exits the process with 0; `false` ignores them. Default: `true`. */
  readonly handleSignals?: boolean;
  /** `true` logs stray errors; `false` lets them end the process. Default: `true`. */
  readonly crashGuard?: boolean;
  /** Called when the server listens. Default: prints the URL to standard output. */
  readonly onListen?: (server: RunningServer) => void;
  /** Logger for warnings, stray errors, and errors during shutdown. Default: `console.error`. */
  readonly log?: Log;
}

/** A server that is listening. */
export interface RunningServer extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The port number. */
  readonly port: number;
  /** Resolves when the server has stopped. */
  readonly finished: Promise<void>;
  /** Lets running calls finish, closes all sessions, closes sockets with 1001, and stops; resolves when done. */
  shutdown(): Promise<void>;
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Binds an app to a port.
 *
 * It shuts down gracefully at SIGINT or SIGTERM, at once at a second one, and logs stray errors of environments, which
 * would otherwise end the process.
 *
 * @param app The result of `createApp`, or any object with a `fetch` handler.
 * @param options Address, port, signals.
 * @returns The server, once it listens.
 * @throws `InvalidOptionError` if it can't listen on the address or port; the error of `app.ready()` if that rejects.
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
  if (app.sharesHttpSession === true) {
    log("Warning: HTTP callers that name no session share one; two at once disturb each other's episodes");
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
  // Without a token, only the Host header shows that a page had its name rebound to this machine.
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

/** Shuts down gracefully at the first signal; at the second, exits at once with the shell's code for it. */
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
