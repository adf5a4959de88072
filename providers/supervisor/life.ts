import { ConnectionClosedError } from "@openenv/core/errors";
import { settleUnlessEnding, supervise } from "./supervisor.ts";

/** How something is removed. */
export interface LifeOptions {
  /** The noun for it in messages: `container`. */
  readonly kind: string;
  /** Removes it; what runs in it has this long to end, in milliseconds. */
  readonly remove: (graceMs: number) => Promise<void>;
  /** Begins to remove it while the process exits; the returned function blocks the thread until that is done. */
  readonly removeNow: () => () => void;
  /** How long what runs in it has to end when it is closed, in milliseconds. */
  readonly graceMs: number;
}

/** Options for {@linkcode Life.start}. */
export interface BeginOptions {
  /** Gives the start up. */
  readonly signal?: AbortSignal;
  /** Called with what the start threw, before the thing is removed; returns the error. */
  readonly explain: (thrown: unknown) => unknown;
}

/**
 * The life of something that a daemon runs, from before its creation to after its removal. It ends with this process, a
 * failed start leaves nothing behind, and closing gives up a start.
 */
export class Life {
  /** `true` from the attempt to create it. */
  mayExist = false;
  readonly #options: LifeOptions;
  readonly #abort: AbortController = new AbortController();
  #registration: Disposable | undefined;
  #isClosed = false;
  #starting: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** Begins before anything exists. */
  constructor(options: LifeOptions) {
    this.#options = options;
  }

  /** `true` once nothing of it is left. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Registers it with the supervisor and starts it. */
  start<T>(begin: (signal: AbortSignal) => Promise<T>, options: BeginOptions): Promise<T> {
    this.#registration = supervise({ stop: () => this.close(), stopNow: () => this.#options.removeNow() });
    const starting = this.#start(begin, options);
    this.#starting = starting.catch(() => {});
    return settleUnlessEnding(starting);
  }

  /** Removes it, after a start that is under way has been given up. */
  close(): Promise<void> {
    return this.#closing ??= this.#close().catch((thrown) => {
      this.#closing = undefined; // it can be tried again, and is when the process ends
      throw thrown;
    });
  }

  /** Removes it while the thread waits. */
  closeNow(): void {
    this.#options.removeNow()();
    this.#forget();
  }

  async #start<T>(begin: (signal: AbortSignal) => Promise<T>, { signal: given, explain }: BeginOptions): Promise<T> {
    const signal = AbortSignal.any([this.#abort.signal, given].filter((signal) => signal !== undefined));
    try {
      signal.throwIfAborted();
      return await begin(signal);
    } catch (thrown) {
      const error = signal.aborted ? signal.reason : await explain(thrown);
      // If it can't be removed now, it stays registered and is removed when the process ends.
      await this.#remove(0).catch(() => {});
      throw error;
    }
  }

  async #close(): Promise<void> {
    const { kind, graceMs } = this.#options;
    const text = `Cannot start ${kind}: the provider was closed`;
    this.#abort.abort(new ConnectionClosedError(text, { close_code: 0, close_reason: "" }));
    await this.#starting;
    if (!this.#isClosed) await this.#remove(graceMs);
  }

  async #remove(graceMs: number): Promise<void> {
    if (this.mayExist) await this.#options.remove(graceMs);
    this.#forget();
  }

  #forget(): void {
    this.#isClosed = true;
    this.#registration?.[Symbol.dispose]();
  }
}
