import { DeadlineError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";

/** The longest delay that a timer accepts; a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** Options of {@linkcode withinTime}. */
export interface WithinTimeOptions {
  /** The action, as errors name it: `get task`. */
  readonly action: string;
  /** How long it may take, in milliseconds. Default: no limit. */
  readonly timeoutMs?: number;
  /** Aborts the action. */
  readonly signal?: AbortSignal;
}

/**
 * Runs an action with a time limit. Rejects when the time is over or the signal is aborted, whether or not the action
 * listens to the signal that it gets.
 *
 * @param run The action; its signal is aborted when the time is over or the caller aborts.
 * @param options The time limit, and the name of the action in errors.
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
