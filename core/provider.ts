/**
 * Providers: what starts an environment's server and stops it again. `@openenv/providers` has implementations; a client
 * accepts any.
 *
 * @module
 */

/** Options for the start of an environment by any provider. */
export interface StartOptions {
  /** The port on this machine; 0 chooses a free one. Default: 0. */
  readonly port?: number;
  /** Environment variables of the started server. They never appear in an error. Default: none. */
  readonly envVars?: Readonly<Record<string, string>>;
  /** Aborts the start; what it has started is stopped. */
  readonly signal?: AbortSignal;
}

/** Options for `waitForReady`. */
export interface WaitOptions {
  /** How long to wait, in milliseconds. Default: 30,000, or what the provider says. */
  readonly timeoutMs?: number;
  /** Aborts the wait. It stops nothing. */
  readonly signal?: AbortSignal;
}

/** Options for `logs`. */
export interface LogOptions {
  /** How many of the last lines. Default: all that the provider has kept. */
  readonly tail?: number;
}

/** The state of what a provider started. */
export interface ProviderStatus {
  /** `"idle"`: nothing was started, or it was stopped. `"ended"`: it ended by itself. */
  readonly state: "idle" | "running" | "ended";
  /** The exit code; absent while it runs, and if the system does not know it. */
  readonly exitCode?: number;
  /** `true` if it was killed for using more memory than its limit. */
  readonly outOfMemory?: boolean;
  /** The end in words, for a message: `"it ran out of memory (limit 512 MiB)"`. */
  readonly reason?: string;
}

/**
 * Starts the server of one environment and stops it. One provider runs one thing at a time.
 *
 * Everything that a provider starts is registered with the supervisor before it can run, so that it is stopped when this
 * process ends. A provider prints nothing and keeps no secret longer than what it runs.
 */
export interface Provider extends AsyncDisposable {
  /** The name of what runs, unique on this machine; `openenv ps` shows it. `undefined` while nothing runs. */
  readonly name: string | undefined;
  /** The bearer token that a client has to send; `undefined` if there is none. */
  readonly token: string | undefined;
  /**
   * Waits until the server answers: `GET /health` has status 200, and a WebSocket opens, whose slot is given back before
   * the promise resolves.
   *
   * @throws `NotReadyError` when the time is over, `StartError` if it ended; both carry the last log lines.
   */
  waitForReady(baseUrl: string, options?: WaitOptions): Promise<void>;
  /** Returns what the server has printed, standard output and error, while it runs and after it ended by itself. */
  logs(options?: LogOptions): Promise<string>;
  /** Tells whether it runs, and how it ended. */
  status(): Promise<ProviderStatus>;
  /** Stops what runs and removes every trace of it. May be called twice, at any time, during a start too. */
  close(): Promise<void>;
  /** The same as `close`, while the thread waits: for synchronous clients. Default: they begin `close` and go on. */
  closeNow?(): void;
}

/** Options for {@linkcode ContainerProvider.startContainer}. */
export interface StartContainerOptions extends StartOptions {
  /** Called with the progress of a pull, and with other things that take long. Default: none. */
  readonly onProgress?: (line: string) => void;
}

/** Runs an image. The server in it listens on port 8000. */
export interface ContainerProvider extends Provider {
  /**
   * Starts a container and returns the base URL of its server, such as `http://127.0.0.1:49153`. The server may not
   * listen yet: `waitForReady` waits for it.
   *
   * @throws `ImageNotFoundError`, `StartError` with the last log lines, `ProviderUnavailableError`, `InvalidOptionError`.
   */
  startContainer(image: string, options?: StartContainerOptions): Promise<string>;
  /** The same as `close`. */
  stopContainer(): Promise<void>;
}

/** Runs an environment that is not in a container: a child process, a binary, a Python project. */
export interface RuntimeProvider extends Provider {
  /**
   * Starts the server and returns its base URL. The server may not listen yet: `waitForReady` waits for it.
   *
   * @throws `StartError` with the last lines of output, `ProviderUnavailableError`, `InvalidOptionError`.
   */
  start(options?: StartOptions): Promise<string>;
  /** The same as `close`. */
  stop(): Promise<void>;
}
