import { DeadlineError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";

/** The longest time that a timer takes; more would be none at all. */
const MAX_TIMER_MS = 2_147_483_647;

/** Options of {@linkcode withinTime}. */
export interface WithinTimeOptions {
  /** The action, as the error names it: `get task`. */
  readonly action: string;
  /** How long it may take, in milliseconds. Default: no limit. */
  readonly timeoutMs?: number;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/**
 * Runs something that may be given up: rejects when its time is over or its signal is aborted, whether or not it listens
 * to the signal that it gets.
 *
 * @param run The action; its signal is aborted when it is given up.
 * @param options How long it may take, and how errors name it.
 * @throws `DeadlineError`, the signal's reason, and what `run` throws.
 */
export async function withinTime<T>(
  run: (signal: AbortSignal) => MaybePromise<T>,
  { action, timeoutMs, signal }: WithinTimeOptions,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal!.reason);
  signal?.addEventListener("abort", abort);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => {
    const message = `Cannot ${action}: no answer within ${timeoutMs} ms`;
    controller.abort(new DeadlineError(message, { timeout_ms: timeoutMs }));
  }, Math.min(timeoutMs, MAX_TIMER_MS));
  try {
    const givenUp = new Promise<never>((_, reject) => {
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
    });
    return await Promise.race([givenUp, run(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
