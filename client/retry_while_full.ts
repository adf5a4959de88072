import { OpenEnvError } from "@openenv/core/errors";

/** The first pause between two attempts, in milliseconds; each is twice as long as the one before. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** Options for {@linkcode retryWhileFull}. */
export interface RetryOptions {
  /** How long to try, in milliseconds. */
  readonly timeoutMs: number;
  /** Any of these ends the pause between two attempts. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Called before each further attempt. */
  readonly leave: () => void;
}

/** Sends a request again, on another connection, as long as the server refuses it because it has no free session. */
export async function retryWhileFull<T>(send: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (const pauseMs of pausesOf(options.timeoutMs)) {
    try {
      return await send();
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
    }
    await pause(pauseMs, AbortSignal.any(options.signals.filter((signal) => signal !== undefined)));
    options.leave();
  }
  return await send();
}

/** The pauses between attempts, in milliseconds, for as long as the next one ends in time. */
export function* pausesOf(timeoutMs: number): Generator<number, void, undefined> {
  const until = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; performance.now() + pauseMs <= until;) {
    yield pauseMs;
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** `true` for the error of a server that has no free session. */
export function isFull(thrown: unknown): boolean {
  return thrown instanceof OpenEnvError && thrown.code === "CAPACITY_REACHED";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort);
  });
}
