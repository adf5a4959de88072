import { DeadlineError, JudgeError, messageOf } from "@openenv/core";
import { withinTime } from "@openenv/core/async";
import type { ChatMessage, Complete } from "@openenv/core/rubrics";
import { ConcurrencyLimit } from "./concurrency_limit.ts";
import { Fault, toFault } from "./fault.ts";
import type { ResolvedJudgeOptions } from "./judge_options.ts";

/** Asks a model once; throws whatever its client library throws, or a `Fault`. */
export type Attempt = (messages: readonly ChatMessage[], signal: AbortSignal) => Promise<string>;

/** Waits; rejects with the signal's reason when that is aborted. */
export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<void>;

const MAX_BACKOFF_MS = 8_000;
const MAX_RETRY_AFTER_MS = 60_000;
const MIN_KEY_LENGTH = 8;

/** Puts a time limit, retries and a concurrency limit around one attempt. */
export function createComplete(
  attempt: Attempt,
  options: ResolvedJudgeOptions,
  sleep: Sleep = sleepFor,
): Complete {
  const limit = new ConcurrencyLimit(options.concurrency);
  return async (messages, { signal }) => {
    for (let attempts = 1;; attempts++) {
      try {
        signal.throwIfAborted();
        const once = () => inTime((own) => attempt(messages, own), options.timeoutMs, signal);
        return await limit.run(once, signal);
      } catch (thrown) {
        if (signal.aborted) throw judgeError("the call was given up", null, attempts, options, signal.reason);
        const fault = toFault(thrown);
        if (!fault.isRetriable || attempts > options.maxRetries) {
          throw judgeError(fault.message, fault.status, attempts, options, thrown);
        }
        await sleep(pauseBefore(attempts, fault, options.backoffMs), signal).catch((reason) => {
          throw judgeError("the call was given up", fault.status, attempts, options, reason);
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
    throw new Fault(`no complete answer within ${timeoutMs} ms`, { isRetriable: true });
  }
}

function pauseBefore(attempts: number, { retryAfterMs }: Fault, backoffMs: number): number {
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

/** A text without the key; what stands in for a key where none is asked for (`none`) is a word like others. */
function redact(text: string, apiKey: string): string {
  return apiKey.length < MIN_KEY_LENGTH ? text : text.replaceAll(apiKey, "***");
}

function sleepFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
