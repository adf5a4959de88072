import type { ClientMessage } from "@openenv/core/protocol";

/** How a connection ended. */
export interface TransportEnd {
  /** The WebSocket close code; 0 or 1006 if the connection broke. */
  readonly code: number;
  /** The close reason; often empty. */
  readonly reason: string;
}

/** Who listens to a transport; set before it is opened. */
export interface TransportListener {
  /**
   * Called with each message, decoded but not checked; an `Error` stands for one that could not be read, or that was an
   * error and has been rebuilt already.
   */
  message(message: unknown): void;
  /** Called once when the connection has ended, for whatever reason, after it was open. */
  end(end: TransportEnd): void;
}

/** The client's end of one connection: carries messages both ways and knows nothing of what they mean. */
export interface Transport {
  /** Opens the connection; called once. Throws `ConnectionFailedError`, or `DeadlineError` if it takes too long. */
  open(listener: TransportListener, signal?: AbortSignal): Promise<void>;
  /**
   * Sends a message. Throws `TooLargeError` before anything is sent.
   *
   * `timeoutMs` is how long the server may take, told to it where there is a word for it: in a step over HTTP.
   */
  send(message: ClientMessage, timeoutMs?: number): void;
  /** Ends the connection; resolves when it has ended or can be forgotten. Safe to call at any time. */
  close(): Promise<void>;
}
