import { withinTime } from "@openenv/core/async";
import { ConnectionFailedError } from "@openenv/core/errors";
import { fetchAnswer, type HttpAnswer } from "./fetch_answer.ts";
import { runFlow } from "./flow.ts";
import type { HttpFlow } from "./http_session.ts";
import { NOT_OPENENV, parseRecord } from "./http_shapes.ts";

/** How long to wait for the answer of a server that a client could not connect to, in milliseconds. */
export const DESCRIBE_TIMEOUT_MS = 2000;

/** What to say if nothing answers in time. */
export const SILENT = "no OpenEnv server answers there; check the address, or start one: openenv serve <environment>";

const ANSWERS = "an OpenEnv server answers there";

/** How runtimes say that a server has refused an upgrade for want of a token. */
const UNAUTHORIZED = /\b401\b/;

/**
 * Asks an address what is there, to say what to do about a connection that failed: nothing, another program, or a server
 * that only takes no WebSocket.
 *
 * @param base The base URL.
 * @returns The rest of a sentence.
 */
export function* serverDescription(base: string): HttpFlow<string> {
  let answer: HttpAnswer;
  try {
    answer = yield { url: `${base}/health`, method: "GET", headers: {} };
  } catch {
    return SILENT;
  }
  const { status, headers, text } = answer;
  if (typeof parseRecord(text)?.status === "string") {
    return `${ANSWERS}; if a proxy lets no WebSocket through, use the option transport: "http"`;
  }
  const kind = headers.get("content-type")?.split(";")[0] ?? "no content type";
  return `${NOT_OPENENV}: GET /health answered ${status} (${kind}). Check the address, its port and its path`;
}

/** Asks an address what is there, as {@linkcode serverDescription} does. Never rejects. */
export async function describeServer(base: string): Promise<string> {
  try {
    return await withinTime(
      (signal) => runFlow(serverDescription(base), ({ url, ...init }) => fetchAnswer(url, { ...init, signal })),
      { action: "read health", timeoutMs: DESCRIBE_TIMEOUT_MS },
    );
  } catch {
    return SILENT;
  }
}

/**
 * Checks whether an error leaves open what is at the other end. In a browser that stays open, since a server of another
 * origin looks like none.
 */
export function isUnexplained(thrown: unknown): thrown is ConnectionFailedError {
  if ("document" in globalThis) return false;
  return thrown instanceof ConnectionFailedError && !thrown.message.includes(NOT_OPENENV);
}

/** Adds to an error about a connection what is at the other end. */
export function explain(error: ConnectionFailedError, found: string): ConnectionFailedError {
  const isLocked = found.startsWith(ANSWERS) && UNAUTHORIZED.test(error.message.replace(/^.*?: /, ""));
  const what = isLocked ? `${ANSWERS}, and asks for a token: give it as the option token` : found;
  return new ConnectionFailedError(`${error.message}; ${what}`, error.data, { cause: error.cause });
}
