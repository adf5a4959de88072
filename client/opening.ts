import type { OpenEnvError } from "@openenv/core";
import { RequestChannel, type TaskTransport, type Transport } from "@openenv/client/transport";
import type { Deadlines } from "@openenv/core/session";

/** How a client gets to its environment. */
export interface Way {
  /** Makes a transport, one a connection. Throws `InvalidOptionError` for what this runtime can't do. */
  makeTransport(): Transport;
  /** Carries questions about tasks, which need no connection. */
  readonly tasks: TaskTransport;
  /** Finds out why the environment is not the one that the client was built for; absent if nobody needs to know. */
  findMismatch?(signal: AbortSignal): Promise<OpenEnvError | undefined>;
}

/**
 * One attempt to connect, shared by all calls that wait for it, and what came of it.
 *
 * Each call waits with its own signal. The attempt goes on while somebody waits, and is given up when nobody does.
 */
export class Opening {
  readonly #controller: AbortController = new AbortController();
  readonly #channel: Promise<RequestChannel>;
  #waiting = 0;
  #failed = false;

  /** Begins to connect, once `after` is over. */
  constructor(way: Way, deadlines: Deadlines, after: Promise<void>) {
    this.#channel = after.then(() => openChannel(way, deadlines, this.#controller.signal));
    this.#channel.catch(() => this.#failed = true);
  }

  /** `true` if nothing can come of it any more. */
  get over(): boolean {
    return this.#failed || this.#controller.signal.aborted;
  }

  /** Waits for the connection; rejects with why there is none, or when the signal is aborted. */
  wait(signal: AbortSignal | undefined): Promise<RequestChannel> {
    this.#waiting++;
    if (signal === undefined) return this.#channel;
    return new Promise((resolve, reject) => {
      const abort = () => {
        reject(signal.reason);
        if (--this.#waiting === 0) this.#controller.abort(signal.reason);
      };
      if (signal.aborted) return abort();
      const settle = <T>(finish: (value: T) => void) => (value: T) => {
        signal.removeEventListener("abort", abort);
        finish(value);
      };
      signal.addEventListener("abort", abort);
      this.#channel.then(settle(resolve), settle(reject));
    });
  }

  /** Ends the connection, or gives the attempt up; whoever waits is told the reason. Never rejects. */
  async end(reason: unknown): Promise<void> {
    this.#controller.abort(reason);
    const channel = await this.#channel.catch(() => undefined);
    await channel?.close();
  }
}

async function openChannel(way: Way, deadlines: Deadlines, signal: AbortSignal): Promise<RequestChannel> {
  signal.throwIfAborted();
  const channel = new RequestChannel(way.makeTransport(), deadlines);
  const check = new AbortController();
  const checked = way.findMismatch?.(check.signal);
  try {
    await unlessAborted(channel.open(signal), signal);
    const mismatch = checked && await unlessAborted(checked, signal);
    if (mismatch !== undefined) throw mismatch;
    return channel;
  } catch (thrown) {
    check.abort();
    await Promise.all([checked, channel.close()]);
    throw thrown;
  }
}

/** Waits for a promise no longer than until the signal is aborted; not every transport can be interrupted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
