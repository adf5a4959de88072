import { TooLargeError } from "@openenv/core/errors";
import { DEFAULT_CONNECTION_LIMITS } from "@openenv/core/protocol";

/** An HTTP answer, read to its end. */
export interface HttpAnswer {
  /** The status; 0 for a redirect that a browser hides. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly text: string;
}

/**
 * Sends one request and reads its answer, which may be as large as a message of a socket. Redirects are not followed:
 * the headers would go to an address that the user did not choose.
 *
 * @throws `TooLargeError` for a larger answer, which is not read further; whatever `fetch` throws.
 */
export async function fetchAnswer(url: string, init: RequestInit): Promise<HttpAnswer> {
  const response = await fetch(url, { ...init, redirect: "manual", cache: "no-store" });
  return { status: response.status, headers: response.headers, text: await readText(response) };
}

/** Counts what arrives, after decompression: `text()` would take any amount. */
async function readText({ body }: Response): Promise<string> {
  if (body === null) return "";
  const { maxOutboundBytes: limit } = DEFAULT_CONNECTION_LIMITS;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new TooLargeError(`Cannot read reply: it has more than ${limit} bytes`, { size, limit });
    }
    text += decoder.decode(next.value, { stream: true });
  }
  return text + decoder.decode();
}
