import { messageOf } from "@openenv/core";

const RETRIABLE_STATUS = new Set([408, 409, 429]);
const MAX_REASON_LENGTH = 300;

/** Thrown when one attempt to ask a model failed; says whether another one may help. */
export class AttemptError extends Error {
  /** The HTTP status of the answer; `null` if there was no answer, or if its content is wrong. */
  readonly status: number | null;
  /** `true` if another attempt may help. */
  readonly isRetriable: boolean;
  /** How long to wait before the next attempt, in milliseconds, if the endpoint says so. */
  readonly retryAfterMs: number | undefined;

  /** Creates the error. */
  constructor(
    reason: string,
    { status = null, isRetriable, retryAfterMs, cause }: Partial<AttemptError> & { readonly isRetriable: boolean },
  ) {
    super(reason, { cause });
    this.status = status;
    this.isRetriable = isRetriable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The fields that the errors of both client libraries have. */
interface ClientError {
  readonly status?: unknown;
  readonly headers?: { get?(name: string): string | null };
}

/** Converts an error of a client library: an answer with an error status, or no usable answer at all. */
export function toAttemptError(thrown: unknown): AttemptError {
  if (thrown instanceof AttemptError) return thrown;
  const { status, headers } = (thrown ?? {}) as ClientError;
  const reason = messageOf(thrown).slice(0, MAX_REASON_LENGTH);
  if (typeof status !== "number") return new AttemptError(reason, { isRetriable: true, cause: thrown });
  const isRetriable = RETRIABLE_STATUS.has(status) || status >= 500;
  const retryAfterMs = readRetryAfter((name) => headers?.get?.(name) ?? null, Date.now());
  return new AttemptError(reason, { status, isRetriable, retryAfterMs, cause: thrown });
}

/** Reads how long an endpoint asks to wait, in milliseconds: `Retry-After-Ms`, or `Retry-After` in seconds or as a date. */
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
