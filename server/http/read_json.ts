import { DeadlineError, InvalidJsonError, TooLargeError } from "@openenv/core";
import { parseJsonText } from "@openenv/core/protocol";
import type { ResolvedAppOptions } from "../options.ts";
import { invalidBody } from "./request_bodies.ts";

/**
 * Reads a request's body as JSON, whatever its content type; an empty body is `undefined`.
 *
 * @throws `TooLargeError` above the limit, `DeadlineError` for a body that takes too long, `ValidationError` for text
 * that isn't JSON.
 */
export async function readJson(
  request: Request,
  { messages, bodyTimeoutMs }: Pick<ResolvedAppOptions, "messages" | "bodyTimeoutMs">,
): Promise<unknown> {
  try {
    const text = await readText(request, messages.maxInboundBytes, bodyTimeoutMs);
    return text.trim() === "" ? undefined : parseJsonText(text);
  } catch (thrown) {
    if (!(thrown instanceof InvalidJsonError)) throw thrown;
    const error = thrown.message.replace("Invalid JSON: ", "");
    const offset = Number(/position (\d+)/.exec(error)?.[1] ?? 0);
    throw invalidBody([{ type: "json_invalid", loc: [offset], msg: "JSON decode error", input: {}, ctx: { error } }]);
  }
}

/** Reads a body as text. The runtime has no limits of its own: a slow peer could keep a request open for ever. */
async function readText(request: Request, maxBytes: number, timeoutMs: number): Promise<string> {
  if (request.body === null) return "";
  const reader = request.body.getReader();
  // A read in flight then ends like the body does. The runtime discards the rest, and the connection stays usable.
  const cancel = () => void reader.cancel().catch(() => {});
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, timeoutMs);
  try {
    assertSize(Number(request.headers.get("content-length") ?? 0), maxBytes);
    const text = await decodeAll(reader, maxBytes);
    if (!isLate) return text;
  } catch (thrown) {
    cancel();
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
