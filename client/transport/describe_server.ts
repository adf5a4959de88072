import { withinTime } from "@openenv/core/async";
import { fetchAnswer } from "./fetch_answer.ts";
import { parseRecord } from "./http_shapes.ts";

/** How long to wait for the answer of a server that a client could not connect to, in milliseconds. */
const TIMEOUT_MS = 2000;

/**
 * Asks an address what is there, to say what to do about a connection that failed: nothing, another program, or a server
 * that only takes no WebSocket. Never rejects.
 *
 * @param base The base URL.
 * @returns The rest of a sentence; `undefined` in a browser, where a server of another origin looks like none.
 */
export async function describeServer(base: string): Promise<string | undefined> {
  if ("document" in globalThis) return undefined;
  try {
    const { status, headers, text } = await withinTime(
      (signal) => fetchAnswer(`${base}/health`, { signal }),
      { action: "read health", timeoutMs: TIMEOUT_MS },
    );
    if (typeof parseRecord(text)?.status === "string") {
      return 'an OpenEnv server answers there; if a proxy lets no WebSocket through, use the option transport: "http"';
    }
    const kind = headers.get("content-type")?.split(";")[0] ?? "no content type";
    return `${NOT_OPENENV}: GET /health answered ${status} (${kind}). Check the address, its port and its path`;
  } catch {
    return "no OpenEnv server answers there; check the address, or start one: openenv serve <environment>";
  }
}

/** Says that a program at an address is another one. */
export const NOT_OPENENV = "what answers there is no OpenEnv server";
