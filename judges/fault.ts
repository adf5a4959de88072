import { messageOf } from "@openenv/core";

const RETRIABLE_STATUS = new Set([408, 409, 429]);
const MAX_REASON_LENGTH = 300;

/** Why one attempt to ask a model failed, and whether another one may help. */
export class Fault extends Error {
  /** The HTTP status of the answer; `null` if there was none, or if the answer itself is at fault. */
  readonly status: number | null;
  /** `true` if another attempt may help. */
  readonly isRetriable: boolean;
  /** How long the endpoint wants to be left alone, in milliseconds, if it says so. */
  readonly retryAfterMs: number | undefined;

  /** Makes a fault. */
  constructor(
    reason: string,
    details: { status?: number | null; isRetriable: boolean; retryAfterMs?: number | undefined; cause?: unknown },
  ) {
    super(reason, { cause: details.cause });
    this.status = details.status ?? null;
    this.isRetriable = details.isRetriable;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** What the errors of both client libraries have in common. */
interface ClientError {
  readonly status?: unknown;
  readonly headers?: { get?(name: string): string | null };
}

/** Makes a fault of what a client library threw: an answer with an error status, or no usable answer at all. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { status, headers } = (thrown ?? {}) as ClientError;
  const reason = messageOf(thrown).slice(0, MAX_REASON_LENGTH);
  if (typeof status !== "number") return new Fault(reason, { isRetriable: true, cause: thrown });
  const isRetriable = RETRIABLE_STATUS.has(status) || status >= 500;
  const retryAfterMs = readRetryAfter((name) => headers?.get?.(name) ?? null, Date.now());
  return new Fault(reason, { status, isRetriable, retryAfterMs, cause: thrown });
}

/** How long an endpoint asks to wait, in milliseconds: `Retry-After-Ms`, or `Retry-After` in seconds or as a date. */
export function readRetryAfter(header: (name: string) => string | null, now: number): number | undefined {
  const milliseconds = header("retry-after-ms");
  if (milliseconds !== null && isPositive(milliseconds)) return Number(milliseconds);
  const after = header("retry-after");
  if (after === null) return undefined;
  if (isPositive(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function isPositive(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text)) && Number(text) >= 0;
}
