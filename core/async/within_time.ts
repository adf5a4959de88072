import { DeadlineError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";

/** The longest time that a timer takes; more would be none at all. */
const MAX_TIMER_MS = 2_147_483_647;

/** Options of {@linkcode withinTime}. */
export interface WithinTimeOptions {
  /** What is done, as the error names it: `get task`. */
  readonly action: string;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/**
 * Does something that may be given up: rejects when its time is over or its signal is aborted, whether or not it
 * listens to the signal that it gets.
 *
 * @param run What is done; its signal is aborted when it is given up.
 * @param options How long it may take, and how errors name it.
 * @throws `DeadlineError`, the signal's reason, and whatever it throws itself.
 *
 * @example
 * ```ts
 * import { withinTime } from "@openenv/core/protocol";
 * import assert from "node:assert/strict";
 *
 * const hang = () => new Promise(() => {});
 * await assert.rejects(withinTime(hang, { action: "get task", timeoutMs: 1 }), { code: "TIMEOUT" });
 * ```
 */
export async function withinTime<T>(
  run: (signal: AbortSignal) => MaybePromise<T>,
  { action, timeoutMs, signal }: WithinTimeOptions,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal!.reason);
  signal?.addEventListener("abort", abort);
  const timer = setTimeout(() => {
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
