import { ConnectionFailedError, DeadlineError, fromWireError, type OpenEnvError } from "@openenv/core/errors";
import { type ClientMessage, DEFAULT_CONNECTION_LIMITS, sizeOverLimit, tooLarge } from "@openenv/core/protocol";
import type { Transport, TransportListener } from "../transport/transport.ts";
import { decodeFrame } from "../transport/websocket_transport.ts";
import type { BlockingWorker, ConnectionEvent, WorkerAction } from "./blocking_worker.ts";

/**
 * A transport of a synchronous client. Everything is done when a call returns, and the promises have been resolved.
 */
export interface BlockingTransport extends Transport {
  /** Hands on what has come; if nothing has, waits for something, for at most `timeoutMs`. */
  wait(timeoutMs: number): void;
  /** Hands on what has come meanwhile. */
  drain(): void;
  /** Waits until the closed connection has ended; `false` if it has not within `timeoutMs`. */
  waitForEnd(timeoutMs: number): boolean;
}

/** Options of {@linkcode MessageTransport}. */
export interface MessageTransportOptions {
  /** The action that opens the connection. */
  readonly opening: WorkerAction;
  /** The URL of the socket or of the module, as errors name it. */
  readonly place: string;
  /** How long opening may take, in milliseconds. */
  readonly timeoutMs: number;
  /** What else the error of a timeout says. */
  readonly hint: string;
  /** The actions that carry a message and that end the connection, for the worker. */
  readonly actions: {
    /** Sends a text. */
    readonly send: (text: string) => WorkerAction;
    /** Ends the connection. */
    readonly close: WorkerAction;
  };
}

/** Carries messages as text over the worker's connection: a WebSocket, or the session of an environment's module. */
export class MessageTransport implements BlockingTransport {
  readonly #worker: BlockingWorker;
  readonly #options: MessageTransportOptions;
  #listener: TransportListener | undefined;
  #state: "new" | "opening" | "open" | "ended" = "new";
  #refused: OpenEnvError | undefined;

  /** Creates a transport; a worker has one at a time. */
  constructor(worker: BlockingWorker, options: MessageTransportOptions) {
    this.#worker = worker;
    this.#options = options;
  }

  /** Opens the connection, and waits for that. */
  open(listener: TransportListener): Promise<void> {
    const { opening, place, timeoutMs, hint } = this.#options;
    this.#listener = listener;
    this.#state = "opening";
    this.#worker.listen((event) => this.#receive(event));
    this.#worker.post(opening);
    const deadline = performance.now() + timeoutMs;
    while (this.#state === "opening" && this.#refused === undefined) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        const text = `Cannot connect to ${place}: no answer within ${timeoutMs} ms${hint}`;
        throw new DeadlineError(text, { timeout_ms: timeoutMs });
      }
      this.#worker.wait(leftMs);
    }
    if (this.#refused !== undefined) throw this.#refused;
    return Promise.resolve();
  }

  /** Sends one message. */
  send(message: ClientMessage): void {
    const text = JSON.stringify(message);
    const limit = DEFAULT_CONNECTION_LIMITS.maxOutboundBytes;
    const size = sizeOverLimit(text, limit);
    if (size !== undefined) throw tooLarge("send", size, limit);
    this.#worker.post(this.#options.actions.send(text));
  }

  /** Asks for the end; {@linkcode MessageTransport.waitForEnd} waits for it. */
  close(): Promise<void> {
    if (this.#state === "open") this.#worker.post(this.#options.actions.close);
    return Promise.resolve();
  }

  wait(timeoutMs: number): void {
    this.#worker.wait(timeoutMs);
  }

  drain(): void {
    this.#worker.drain();
  }

  waitForEnd(timeoutMs: number): boolean {
    const deadline = performance.now() + timeoutMs;
    while (this.#state === "open") {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      this.#worker.wait(leftMs);
    }
    return this.#state !== "opening";
  }

  #receive(event: ConnectionEvent): void {
    switch (event.type) {
      case "open":
        this.#state = "open";
        break;
      case "refused": {
        const { place } = this.#options;
        this.#refused = event.error === undefined
          ? new ConnectionFailedError(`Cannot connect to ${place}: ${event.why}`, { url: place })
          : fromWireError(event.error);
        this.#state = "ended";
        break;
      }
      case "message":
        this.#listener?.message(decodeFrame(event.text));
        break;
      case "end":
        this.#state = "ended";
        this.#listener?.end(event);
    }
  }
}
