import type { ClientMessage } from "@openenv/core/protocol";

/** How a connection ended. */
export interface TransportEnd {
  /** The WebSocket close code; 0 or 1006 if the connection broke. */
  readonly code: number;
  /** The close reason; often empty. */
  readonly reason: string;
}

/** Receives the events of a transport; set before it is opened. */
export interface TransportListener {
  /**
   * Called with each message, decoded but not checked. An `Error` stands for a message that could not be read, or for
   * an error that has already been rebuilt. `cause` is what an environment in this process threw, if it did.
   */
  message(message: unknown, cause?: unknown): void;
  /** Called once when an open connection has ended, for whatever reason. */
  end(end: TransportEnd): void;
}

/** The client's end of one connection. It carries messages both ways and does not interpret them. */
export interface Transport {
  /** Opens the connection; called once. Throws `ConnectionFailedError`, or `DeadlineError` if it takes too long. */
  open(listener: TransportListener, signal?: AbortSignal): Promise<void>;
  /**
   * Sends a message. Throws `TooLargeError` before anything is sent.
   *
   * `timeoutMs` is how long the server may take. It is sent where the wire has a field for it: in a step over HTTP.
   */
  send(message: ClientMessage, timeoutMs?: number): void;
  /** Ends the connection; resolves when it has ended or can be abandoned. Safe to call at any time. */
  close(): Promise<void>;
}
