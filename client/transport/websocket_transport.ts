import {
  ConnectionFailedError,
  DeadlineError,
  InvalidOptionError,
  InvalidReplyError,
  messageOf,
} from "@openenv/core/errors";
import {
  type ClientMessage,
  DEFAULT_CONNECTION_LIMITS,
  parseTrustedText,
  sizeOverLimit,
  tooLarge,
} from "@openenv/core/protocol";
import { withinTime } from "@openenv/core/async";
import { dropSocket } from "./drop_socket.ts";
import type { Transport, TransportListener } from "./transport.ts";

/** Options for {@linkcode WebSocketTransport}. */
export interface WebSocketTransportOptions {
  /** Headers of the opening handshake; refused if the runtime's WebSocket can't send them (browsers). */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the opening handshake may take, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long to wait for the closing handshake, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** More than the last message of a client that has had all its replies, and of which nothing else can be waiting. */
const GOODBYE_BYTES = 64;

type WebSocketWithHeaders = new (url: string, options?: { headers?: Record<string, string> }) => WebSocket;

/** Carries messages as text frames over the runtime's own WebSocket, in Deno, Node 22, Bun and browsers. */
export class WebSocketTransport implements Transport {
  readonly #url: string;
  readonly #options: WebSocketTransportOptions;
  #socket: WebSocket | undefined;
  #ended: PromiseWithResolvers<void> | undefined;

  /** Creates a transport. Throws `InvalidOptionError` if this runtime has no WebSocket or can't send the headers. */
  constructor(url: string, options: WebSocketTransportOptions) {
    if (typeof globalThis.WebSocket !== "function") {
      throw new InvalidOptionError(
        'Cannot connect: this runtime has no WebSocket; use the option transport: "http", or Node 22 and later',
        {
          option: "transport",
        },
      );
    }
    if (Object.keys(options.headers ?? {}).length > 0 && !canSendHeaders()) {
      const text = "Cannot use option headers: a browser's WebSocket cannot carry them, nor a token; HTTP can";
      throw new InvalidOptionError(text, {
        option: "headers",
      });
    }
    this.#url = url;
    this.#options = options;
  }

  /** Performs the opening handshake. */
  open(listener: TransportListener, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { headers, connectTimeoutMs } = this.#options;
    const socket = makeSocket(this.#url, headers);
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message = `Cannot connect to ${this.#url}: no answer within ${connectTimeoutMs} ms`;
        fail(new DeadlineError(message, { timeout_ms: connectTimeoutMs }));
      }, connectTimeoutMs);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const fail = (error: unknown) => {
        settle();
        socket.onopen = socket.onerror = socket.onclose = null;
        if (socket.readyState !== socket.CLOSED) closeQuietly(socket);
        reject(error);
      };
      const refuse = (why: string) =>
        fail(new ConnectionFailedError(`Cannot connect to ${this.#url}: ${why}`, { url: this.#url }));
      const abort = () => fail(signal?.reason);
      signal?.addEventListener("abort", abort);
      socket.onerror = (event) => refuse((event as Partial<ErrorEvent>).message || "the handshake failed");
      socket.onclose = (event) => refuse(`the connection was closed with code ${event.code}`);
      socket.onopen = () => {
        settle();
        this.#listen(socket, listener);
        resolve();
      };
    });
  }

  /** Sends one text frame. */
  send(message: ClientMessage): void {
    const text = JSON.stringify(message);
    const limit = DEFAULT_CONNECTION_LIMITS.maxOutboundBytes;
    const size = sizeOverLimit(text, limit);
    if (size !== undefined) throw tooLarge("send", size, limit);
    // Nothing can be sent on a closing socket; its end, which says why, is about to be reported.
    if (this.#socket!.readyState === WebSocket.OPEN) this.#socket!.send(text);
  }

  /** Performs the closing handshake. If the server doesn't answer within `closeTimeoutMs`, drops the socket. */
  close(): Promise<void> {
    const socket = this.#socket;
    const ended = this.#ended;
    if (socket === undefined || ended === undefined) return Promise.resolve();
    // A close frame is sent after all earlier messages: behind one that the server never reads, it would wait for ever.
    if (socket.bufferedAmount > GOODBYE_BYTES) dropSocket(socket);
    else if (socket.readyState !== socket.CLOSED) closeQuietly(socket);
    const { closeTimeoutMs: timeoutMs } = this.#options;
    return withinTime(() => ended.promise, { action: "close connection", timeoutMs }).catch(() => dropSocket(socket));
  }

  #listen(socket: WebSocket, listener: TransportListener): void {
    const ended = Promise.withResolvers<void>();
    this.#ended = ended;
    socket.onmessage = ({ data }) => listener.message(decodeFrame(data));
    socket.onerror = null;
    socket.onclose = ({ code, reason }) => {
      socket.onclose = socket.onmessage = null;
      ended.resolve();
      listener.end({ code, reason });
    };
  }
}

function makeSocket(url: string, headers: Readonly<Record<string, string>> | undefined): WebSocket {
  try {
    if (headers === undefined || Object.keys(headers).length === 0) return new WebSocket(url);
    return new (WebSocket as unknown as WebSocketWithHeaders)(url, { headers: { ...headers } });
  } catch (cause) {
    throw new ConnectionFailedError(`Cannot connect to ${url}: ${messageOf(cause)}`, { url }, { cause });
  }
}

/** Parses a frame; returns the error if it can't be read. */
export function decodeFrame(data: unknown): unknown {
  if (typeof data !== "string") return new InvalidReplyError("Cannot read reply: the frame is binary", {});
  try {
    return parseTrustedText(data);
  } catch (cause) {
    return new InvalidReplyError(`Cannot read reply: ${messageOf(cause)}`, {}, { cause });
  }
}

function closeQuietly(socket: WebSocket): void {
  try {
    socket.close(1000);
  } catch {
    // The socket is closing already, which is what the caller wants.
  }
}

/** `true` except in browsers: Deno, Node and Bun extend the constructor with headers. */
function canSendHeaders(): boolean {
  return ["Deno", "Bun", "process"].some((name) => name in globalThis);
}
