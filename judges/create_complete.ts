import { DeadlineError, JudgeError, messageOf } from "@openenv/core";
import { withinTime } from "@openenv/core/async";
import type { ChatMessage, Complete } from "@openenv/core/rubrics";
import { setTimeout as sleepFor } from "node:timers/promises";
import { AttemptError, toAttemptError } from "./attempt_error.ts";
import { ConcurrencyLimit } from "./concurrency_limit.ts";
import type { ResolvedJudgeOptions } from "./judge_options.ts";

/** A provider's API, through its client library. */
export interface Provider<T> {
  /** Loads the client library and creates a client; called once, at the first call of the judge. */
  createClient(options: ResolvedJudgeOptions): Promise<T>;
  /** Asks the model once; throws whatever the client library throws, or an {@linkcode AttemptError}. */
  ask(client: T, messages: readonly ChatMessage[], options: ResolvedJudgeOptions, signal: AbortSignal): Promise<string>;
}

/** Waits; rejects when the signal is aborted. */
export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<void>;

const MAX_BACKOFF_MS = 8_000;
const MAX_RETRY_AFTER_MS = 60_000;
const MIN_KEY_LENGTH = 8;

/** Creates the function that asks a provider, with a time limit, retries and a concurrency limit. */
export function createComplete<T>(
  { createClient, ask }: Provider<T>,
  options: ResolvedJudgeOptions,
  sleep: Sleep = (delayMs, signal) => sleepFor(delayMs, undefined, { signal }),
): Complete {
  const limit = new ConcurrencyLimit(options.concurrency);
  let creating: Promise<T> | undefined;
  const getClient = () =>
    creating ??= createClient(options).catch((cause) => {
      creating = undefined; // the next call tries again
      throw new AttemptError(messageOf(cause), { isRetriable: false, cause });
    });
  const attempt = async (messages: readonly ChatMessage[], signal: AbortSignal) =>
    ask(await getClient(), messages, options, signal);
  return async (messages, { signal }) => {
    for (let attempts = 1;; attempts++) {
      try {
        signal.throwIfAborted();
        return await limit.run(() => inTime((own) => attempt(messages, own), options.timeoutMs, signal), signal);
      } catch (thrown) {
        if (signal.aborted) throw judgeError("the call was given up", null, attempts, options, signal.reason);
        const error = toAttemptError(thrown);
        if (!error.isRetriable || attempts > options.maxRetries) {
          throw judgeError(error.message, error.status, attempts, options, thrown);
        }
        await sleep(pauseBefore(attempts, error, options.backoffMs), signal).catch(() => {
          throw judgeError("the call was given up", error.status, attempts, options, signal.reason);
        });
      }
    }
  };
}

/**
 * Makes an attempt with a time limit of its own, from the request to the last byte. The client libraries' own limit ends
 * with the headers of the answer.
 */
async function inTime(once: (signal: AbortSignal) => Promise<string>, timeoutMs: number, signal: AbortSignal) {
  try {
    return await withinTime(once, { action: "ask judge", timeoutMs, signal });
  } catch (thrown) {
    if (!(thrown instanceof DeadlineError)) throw thrown;
    throw new AttemptError(`no complete answer within ${timeoutMs} ms`, { isRetriable: true });
  }
}

function pauseBefore(attempts: number, { retryAfterMs }: AttemptError, backoffMs: number): number {
  if (retryAfterMs !== undefined && retryAfterMs <= MAX_RETRY_AFTER_MS) return retryAfterMs;
  return Math.min(backoffMs * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (1 - Math.random() / 2);
}

function judgeError(
  reason: string,
  status: number | null,
  attempts: number,
  { model, apiKey }: ResolvedJudgeOptions,
  cause: unknown,
): JudgeError {
  const times = attempts === 1 ? "" : ` (${attempts} attempts)`;
  const text = `Cannot ask judge ${model}: ${redact(reason, apiKey)}${times}`;
  // The message ends up in a step's result, and an endpoint may quote the key in its refusal.
  const isQuoted = redact(messageOf(cause), apiKey) !== messageOf(cause);
  return new JudgeError(text, { status, attempts }, isQuoted ? {} : { cause });
}

/** Removes the key from a text; a placeholder for a key (`none`) is a word like others. */
function redact(text: string, apiKey: string): string {
  return apiKey.length < MIN_KEY_LENGTH ? text : text.replaceAll(apiKey, "***");
}
