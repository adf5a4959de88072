import { DeadlineError, InvalidJsonError, TooLargeError } from "@openenv/core";

/** What a request's body may be. */
export interface BodyLimits {
  /** The most bytes. */
  readonly maxBytes: number;
  /** How long it may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Reads a request's body as text; no body is the empty text.
 *
 * The runtime has no limit of its own: a peer that sends a byte now and then would be waited for as long as it likes.
 *
 * @throws `TooLargeError`, `DeadlineError` for a body that takes too long, `InvalidJsonError` for bytes that are no text.
 */
export async function readText(request: Request, { maxBytes, timeoutMs }: BodyLimits): Promise<string> {
  if (request.body === null) return "";
  const reader = request.body.getReader();
  // A read in flight ends as if the body did. The runtime throws away what comes in later, and the connection goes on.
  const giveUp = () => void reader.cancel().catch(() => {});
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    giveUp();
  }, timeoutMs);
  try {
    assertSize(Number(request.headers.get("content-length") ?? 0), maxBytes);
    const text = await decodeAll(reader, maxBytes);
    if (!isLate) return text;
  } catch (thrown) {
    giveUp();
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
  throw new DeadlineError(`Cannot read request: its body did not arrive within ${timeoutMs} ms`, {
    timeout_ms: timeoutMs,
  });
}

async function decodeAll(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new InvalidJsonError("Invalid JSON: it is not UTF-8", {}, { cause });
    }
  };
  let [text, size] = ["", 0];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength;
    assertSize(size, maxBytes);
    text += decode(next.value);
  }
  return text + decode();
}

function assertSize(size: number, limit: number): void {
  if (size > limit) {
    throw new TooLargeError(`Cannot read request: it has more than ${limit} bytes`, { size, limit });
  }
}
