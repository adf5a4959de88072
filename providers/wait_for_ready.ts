import { messageOf } from "@openenv/core/errors";
import { NotReadyError, type StartData } from "./provider_errors.ts";
import type { WaitOptions } from "./provider.ts";
import { settleUnlessEnding } from "./supervisor/supervisor.ts";

/** Options for {@linkcode waitForReady}. */
export interface WaitForReadyOptions extends WaitOptions {
  /** The name of what is waited for, in messages: `container echo-env-1f2e3d`. */
  readonly subject: string;
  /** The bearer token of the server. Default: none. */
  readonly token?: string;
  /** Throws once the server can never answer, because it ended. Called before every attempt. */
  readonly assertRunning?: () => Promise<void>;
  /** Returns what an error should carry: the name, the last lines. */
  readonly describe?: () => Promise<StartData>;
}

/** How long to wait between two attempts, in milliseconds. */
const PAUSE_MS = 100;
/** How long one attempt may take, in milliseconds. */
const ATTEMPT_MS = 5_000;
/** How long a server may take to close the socket that said goodbye, in milliseconds. */
const GOODBYE_MS = 1_000;
const DEFAULT_TIMEOUT_MS = 30_000;

type WebSocketWithHeaders = new (url: string, options?: { headers?: Record<string, string> }) => WebSocket;

/**
 * Waits until a server answers: `GET /health` has status 200, and a WebSocket opens. The socket's session is closed, and
 * its slot is free again when the promise resolves: a second socket is not refused.
 *
 * @param baseUrl The base URL of the server.
 * @param options The name in messages, the time, the token.
 * @returns A promise that resolves when the server is ready.
 * @throws `NotReadyError` when the time is over; what `assertRunning` throws; the reason of the signal.
 *
 * @example
 * ```ts
 * import { waitForReady } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * const waiting = waitForReady("http://127.0.0.1:1", { subject: "the server", timeoutMs: 50 });
 * await assert.rejects(waiting, { code: "NOT_READY" });
 * ```
 */
export function waitForReady(baseUrl: string, options: WaitForReadyOptions): Promise<void> {
  return settleUnlessEnding(tryUntilReady(baseUrl, options));
}

async function tryUntilReady(baseUrl: string, options: WaitForReadyOptions): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, subject, signal, assertRunning, describe } = options;
  const deadline = performance.now() + timeoutMs;
  let failure: unknown = new Error("no attempt was made");
  for (;;) {
    signal?.throwIfAborted();
    await assertRunning?.();
    const left = deadline - performance.now();
    if (left <= 0) break;
    try {
      return await attempt(baseUrl, options, Math.min(left, ATTEMPT_MS));
    } catch (thrown) {
      failure = thrown;
    }
    await pause(Math.min(PAUSE_MS, Math.max(0, deadline - performance.now())));
  }
  const data = { ...(await describe?.()), timeout_ms: timeoutMs };
  const text = `Cannot use ${subject}: it was not ready within ${timeoutMs} ms (${messageOf(failure)})`;
  throw new NotReadyError(text, data, { cause: failure });
}

async function attempt(baseUrl: string, { token, signal }: WaitForReadyOptions, timeoutMs: number): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const response = await fetch(`${baseUrl}/health`, { headers, signal: both });
  await response.body?.cancel();
  if (response.status !== 200) throw new Error(`GET /health has status ${response.status}`);
  await openAndLeave(`${baseUrl.replace("http", "ws")}/ws`, headers, both);
}

/**
 * Opens a session and ends it with the message `close`. To that a server closes the socket, once the slot is free; one
 * that does not is left after a while.
 */
function openAndLeave(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new (WebSocket as unknown as WebSocketWithHeaders)(url, { headers });
    let refusal: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.onopen =
        socket.onmessage =
        socket.onerror =
        socket.onclose =
          null;
      end();
    };
    const abort = () => {
      socket.close();
      settle(() => reject(signal.reason));
    };
    signal.addEventListener("abort", abort);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "close" }));
      timer = setTimeout(() => socket.close(), GOODBYE_MS);
    };
    socket.onmessage = ({ data }) => refusal ??= `${url} answered ${String(data).slice(0, 200)}`;
    socket.onerror = (event) => {
      const why = (event as Partial<ErrorEvent>).message || "the handshake failed";
      settle(() => reject(new Error(`${url} opens no WebSocket: ${why}`)));
    };
    socket.onclose = () => settle(() => refusal === undefined ? resolve() : reject(new Error(refusal)));
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
