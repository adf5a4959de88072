import { InvalidOptionError, messageOf } from "@openenv/core";
import type { Logger } from "./log/logger.ts";
import { warnRarely } from "./log/warn_rarely.ts";

/** The pause before a port is listened on again, in milliseconds; it doubles, up to a limit, while that does not last. */
const PAUSE_MS = { first: 50, longest: 1000 };
/** Listening that went on for so long has lasted, in milliseconds. */
const LASTING_MS = 10_000;
/** The system's errors that mean that something ran out, which may be free again later: of memory, files, or buffers. */
const EXHAUSTED = [12, 23, 24, 55, 105, 10024, 10055].map((code) => `(os error ${code})`);

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  /** The address to listen on. */
  readonly hostname: string;
  /** The port; 0 chooses a free one. */
  readonly port: number;
  /** Logger for failures to accept connections. */
  readonly log: Logger;
  /** Called when the port can't be listened on again. */
  readonly onEnd: (error: InvalidOptionError) => void;
}

/**
 * Serves HTTP on a port, and goes on when the runtime stops accepting connections.
 *
 * The runtime does so for good at the first connection for which the process has no descriptor left. Connections that
 * were accepted before go on, so all it takes is to listen again.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #handler: (request: Request) => Response | Promise<Response>;
  readonly #warn: (message: string) => void;
  /** The one that accepts connections comes last; those before still have connections. */
  readonly #servers: Deno.HttpServer<Deno.NetAddr>[] = [];
  #port: number;
  #pauseMs = PAUSE_MS.first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopping = false;
  #unanswered = 0;

  /** Begins to listen; throws `InvalidOptionError` if it can't. */
  constructor(options: ListenerOptions, handler: (request: Request) => Response | Promise<Response>) {
    this.#options = options;
    this.#handler = handler;
    this.#warn = warnRarely(options.log);
    this.#port = options.port;
    initSignals();
    try {
      this.#listen();
    } catch (thrown) {
      throw this.#explain(thrown);
    }
  }

  /** The port number. */
  get port(): number {
    return this.#port;
  }

  /** The number of requests without an answer. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Stops accepting connections, and resolves when there are none left. That may be never: clients may go on. */
  async shutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#servers.map((server) => server.shutdown()));
  }

  #listen(): void {
    const { hostname } = this.#options;
    const server = Deno.serve({ hostname, port: this.#port, onListen: () => {} }, (request) => this.#answer(request));
    this.#servers.push(server);
    this.#port = server.addr.port;
    const since = performance.now();
    server.finished.catch((thrown) => {
      if (performance.now() - since >= LASTING_MS) this.#pauseMs = PAUSE_MS.first;
      this.#listenLater(thrown);
    });
  }

  async #answer(request: Request): Promise<Response> {
    this.#unanswered++;
    try {
      return await this.#handler(request);
    } finally {
      this.#unanswered--;
    }
  }

  #listenLater(reason: unknown): void {
    if (this.#isStopping) return;
    const { hostname } = this.#options;
    this.#warn(`Cannot accept connections on ${hostname}:${this.#port}, trying again: ${messageOf(reason)}`);
    this.#timer = setTimeout(() => this.#listenAgain(), this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS.longest);
  }

  #listenAgain(): void {
    try {
      this.#listen();
    } catch (thrown) {
      if (EXHAUSTED.some((mark) => messageOf(thrown).includes(mark))) this.#listenLater(thrown);
      else this.#options.onEnd(this.#explain(thrown));
    }
  }

  #explain(cause: unknown): InvalidOptionError {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "the port is taken"
      : cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable
      ? "permission was denied"
      : messageOf(cause);
    const message = `Cannot listen on ${this.#options.hostname}:${this.#port}: ${why}`;
    return new InvalidOptionError(message, { option: "port" }, { cause });
  }
}

/** Has the runtime set up its signal handling now: it does so when it first needs it, and panics without a descriptor. */
function initSignals(): void {
  if (Deno.build.os === "windows") return;
  const ignore = () => {};
  Deno.addSignalListener("SIGWINCH", ignore);
  Deno.removeSignalListener("SIGWINCH", ignore);
}
