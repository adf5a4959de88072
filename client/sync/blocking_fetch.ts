import { DeadlineError, TooLargeError } from "@openenv/core/errors";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";
import type { HttpAnswer } from "../transport/fetch_answer.ts";
import { type Flow, runFlowNow } from "../transport/flow.ts";
import type { HttpQuestion } from "../transport/http_session.ts";
import type { BlockingWorker } from "./blocking_worker.ts";

const { maxOutboundBytes: LIMIT } = DEFAULT_CONNECTION_LIMITS;

/** How a flow of requests is run. */
export interface BlockingFetchOptions {
  /** What the requests are for, as an error names it. */
  readonly action: string;
  /** How long all of them may take, in milliseconds. */
  readonly timeoutMs: number;
  /** What else the error of a timeout says. Default: nothing. */
  readonly hint?: string;
}

/** Runs a flow of HTTP requests in a worker, and waits for it; throws `DeadlineError` when the time is over. */
export function runRequests<T>(
  worker: BlockingWorker,
  flow: Flow<HttpQuestion, HttpAnswer, T>,
  { action, timeoutMs, hint = "" }: BlockingFetchOptions,
): T {
  const deadline = performance.now() + timeoutMs;
  let late: DeadlineError | undefined;
  try {
    return runFlowNow(flow, (question) => {
      const answer = fetchNow(worker, question, deadline - performance.now());
      if (answer !== undefined) return answer;
      const text = `Cannot ${action}: no answer within ${timeoutMs} ms${hint}`;
      throw late = new DeadlineError(text, { timeout_ms: timeoutMs });
    });
  } catch (thrown) {
    // A flow turns what goes wrong with a request into an error of its own.
    throw late ?? thrown;
  }
}

/** Sends one request without waiting for its answer; returns the id for `finish`. */
export function startFetch(worker: BlockingWorker, { url, ...init }: HttpQuestion): number {
  return worker.start({ do: "fetch", url, init, limit: LIMIT });
}

/** Sends one request; `undefined` if no answer came in time. Throws as `fetch` does, and `TooLargeError`. */
function fetchNow(worker: BlockingWorker, question: HttpQuestion, timeoutMs: number): HttpAnswer | undefined {
  const answer = worker.finish(startFetch(worker, question), timeoutMs);
  if (answer === undefined) return undefined;
  const { status = 0, headers, text = "", failure } = answer;
  if (failure?.size !== undefined) {
    const { size } = failure;
    throw new TooLargeError(`Cannot read reply: it has more than ${LIMIT} bytes`, { size, limit: LIMIT });
  }
  if (failure !== undefined) throw new TypeError(failure.message, { cause: new Error(failure.cause ?? "") });
  return { status, headers: new Headers(headers), text };
}
