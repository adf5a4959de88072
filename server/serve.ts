import { ForbiddenError } from "@openenv/core";
import { signalOwners } from "@openenv/core/async";
import { servedPorts } from "@openenv/core/protocol";
import type { App } from "./app.ts";
import { hasLoopbackHost, isLoopback } from "./auth.ts";
import { installCrashGuard } from "./crash_guard.ts";
import { readDescriptorLimit } from "./descriptor_limit.ts";
import { respondWithError } from "./http/respond.ts";
import { createLogger } from "./log/create_logger.ts";
import type { Logger } from "./log/logger.ts";
import { resolveDrainMs } from "./drain_time.ts";
import { killAtSecondSignal } from "./signals/kill_at_second_signal.ts";
import { Listener, type ListenerOptions } from "./listener.ts";

/** An app, or any other object with a `fetch` handler. */
export type Servable = Pick<App, "fetch"> & Partial<App>;

/** Options for {@linkcode serve}. */
export interface ServeOptions {
  /** The address to listen on. Default: `127.0.0.1`, which only this machine can reach. */
  readonly hostname?: string;
  /** The port; 0 chooses a free one. Default: 8000. */
  readonly port?: number;
  /**
   * How long running calls may take to finish at shutdown, in milliseconds; connections may take a second more, then they
   * are cut off. Default: 10,000.
   */
  readonly shutdownTimeoutMs?: number;
  /**
   * How long running episodes may go on at shutdown, in milliseconds, before `shutdownTimeoutMs` begins. Meanwhile new
   * sessions and episodes are refused with `CAPACITY_REACHED`, and `/health` answers 503. Default: the environment variable
   * `OPENENV_DRAIN_S`, in seconds, or 0, which ends them at once.
   */
  readonly drainMs?: number;
  /** `true` shuts down at SIGINT and SIGTERM, and exits the process with 0; `false` ignores them. Default: `true`. */
  readonly handleSignals?: boolean;
  /** `true` logs stray errors; `false` lets them end the process. Default: `true`. */
  readonly crashGuard?: boolean;
  /** Called when the server listens. Default: prints the URL to standard output. */
  readonly onListen?: (server: RunningServer) => void;
  /** Logger for warnings, stray errors, and errors during shutdown. Default: text on standard error. */
  readonly log?: Logger;
}

/** A server that is listening. */
export interface RunningServer extends AsyncDisposable {
  /** The base URL, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The port number. */
  readonly port: number;
  /**
   * Resolves when the server has stopped. Rejects if it stopped by itself, because the port could not be listened on
   * again; if nothing handles that, the process ends with exit code 1.
   */
  readonly finished: Promise<void>;
  /**
   * Lets episodes go on for `drainMs` and running calls finish, closes all sessions, closes sockets with 1001, and stops;
   * resolves when done. After `drainMs` it takes at most `shutdownTimeoutMs` and a second, and logs what it did not wait for.
   */
  shutdown(): Promise<void>;
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Signals closer than this are one: `deno task` sends again the Ctrl-C that the terminal has sent already. */
const ONE_SIGNAL_MS = 200;
/** How long connections may take to end at shutdown once all calls have, in milliseconds. */
const LAST_REPLIES_MS = 1000;
/** How many descriptors a server needs besides one for each session: files, listeners, requests. */
const SPARE_DESCRIPTORS = 64;

/**
 * Binds an app to a port.
 *
 * It shuts down gracefully at SIGINT or SIGTERM, at once at a second one, and logs stray errors of environments, which
 * would otherwise end the process. When descriptors run out it refuses connections until some are free again.
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
  const log = options.log ?? createLogger();
  const drainMs = resolveDrainMs(options.drainMs);
  await app.ready?.();
  app.listensOn?.(hostname);
  const finished = Promise.withResolvers<void>();
  const cleanups: (() => void)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = async (drainFirst: boolean) => {
    if (drainFirst && drainMs > 0) await drain(app, drainMs, log);
    await close(app, listener, { shutdownTimeoutMs, log });
    for (const cleanup of cleanups) cleanup();
  };
  // It rejects after the crash guard is gone, which would hide that there is no server any more.
  const onEnd = (error: Error) => (stopping ??= stop(false)).then(() => finished.reject(error), finished.reject);
  const listener = listen(app, { hostname, port, log, onEnd });
  servedPorts().add(listener.port);
  cleanups.push(() => servedPorts().delete(listener.port));
  warn(app, hostname, log);
  if (options.crashGuard ?? true) cleanups.push(installCrashGuard(log));
  const server: RunningServer = {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${listener.port}`,
    port: listener.port,
    finished: finished.promise,
    shutdown: () => stopping ??= stop(true).then(finished.resolve),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  if (options.handleSignals ?? true) cleanups.push(stopOnSignals(server, log));
  (options.onListen ?? printUrl)(server);
  return server;
}

function listen(app: Servable, options: ListenerOptions): Listener {
  // Without a token, only the Host header shows that a page had its name rebound to this machine.
  const checkHost = isLoopback(options.hostname) && app.requiresToken !== true;
  return new Listener(options, (request) => {
    return checkHost && !hasLoopbackHost(request, app.allowedHosts)
      ? respondWithError(foreignHost())
      : app.fetch(request);
  });
}

/** Logs what the options leave open to others, or out of reach. */
function warn(app: Servable, hostname: string, log: Logger): void {
  if (!isLoopback(hostname) && app.requiresToken === false) {
    log.warn(`Warning: anybody who reaches ${hostname} may use this server; set OPENENV_TOKEN, or the option token`);
  }
  if (app.sharesHttpSession === true) {
    log.warn("Warning: HTTP callers that name no session share one; two at once disturb each other's episodes");
  }
  const [limit = Infinity, needed] = [readDescriptorLimit(), (app.maxSessions ?? 0) + SPARE_DESCRIPTORS];
  if (limit >= needed) return;
  log.warn(
    `Warning: this process may have ${limit} files and sockets open, but ${app.maxSessions} sessions need ${needed}; ` +
      "raise the limit (ulimit -n), or lower maxSessions",
  );
}

/** Lets running episodes go on for a while. */
async function drain(app: Servable, drainMs: number, log: Logger): Promise<void> {
  const { sessionCount = 0 } = app;
  if (sessionCount > 0) {
    const sessions = sessionCount === 1 ? "1 session" : `${sessionCount} sessions`;
    log.warn(`Draining ${sessions}: running episodes may go on for ${drainMs / 1000} s, and no new ones begin`);
  }
  await app.drain?.(drainMs);
}

/** Closes the app, then the listener, and gives up on all that takes too long: a shutdown has to end. */
async function close(
  app: Servable,
  listener: Listener,
  { shutdownTimeoutMs, log }: { readonly shutdownTimeoutMs: number; readonly log: Logger },
): Promise<void> {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const after = (timeoutMs: number, run: () => void) => timers.push(setTimeout(run, timeoutMs));
  after(
    shutdownTimeoutMs,
    () => log.warn(`Shutdown waits no longer for sockets, and cuts ${app.sessionCount ?? "all"} calls`),
  );
  const late = new Promise<void>((resolve) => {
    after(shutdownTimeoutMs + LAST_REPLIES_MS, () => {
      log.warn(`Shutdown cuts connections that do not end, with ${listener.unanswered} requests unanswered`);
      resolve();
    });
  });
  const ended = (async () => {
    await app.close?.(shutdownTimeoutMs);
    clearTimeout(timers[0]);
    await listener.shutdown();
  })();
  await Promise.race([ended, late]).finally(() => timers.forEach(clearTimeout));
}

function foreignHost(): ForbiddenError {
  return new ForbiddenError("Cannot answer request: its Host header names another machine than this one", {});
}

function printUrl({ url }: RunningServer): void {
  console.log(`Listening on ${url}`);
}

/**
 * Shuts down gracefully at the first signal; at the second, exits at once with the shell's code for it, or is killed if an
 * environment blocks this thread.
 */
function stopOnSignals(server: RunningServer, log: Logger): () => void {
  let stoppingAt: number | undefined;
  const handlers = STOP_SIGNALS.map((signal) => {
    const handler = () => {
      if (stoppingAt !== undefined) {
        if (performance.now() - stoppingAt < ONE_SIGNAL_MS) return;
        Deno.exit(signal === "SIGINT" ? 130 : 143);
      }
      stoppingAt = performance.now();
      server.shutdown().then(() => Deno.exit(0), (thrown) => {
        log.error("Cannot shut down", { error: thrown });
        Deno.exit(1);
      });
    };
    Deno.addSignalListener(signal, handler);
    return () => Deno.removeSignalListener(signal, handler);
  });
  handlers.push(killAtSecondSignal(log));
  signalOwners().add(server);
  handlers.push(() => signalOwners().delete(server));
  return () => handlers.forEach((remove) => remove());
}
