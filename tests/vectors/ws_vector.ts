/**
 * The shape of one recorded exchange on a WebSocket.
 *
 * @module
 */

/** How a socket ended. */
export interface SocketClose {
  /** WebSocket close code. */
  readonly code: number;
  /** Reason text, often empty. */
  readonly reason: string;
}

/** What a server answers to one frame, or unasked right after a socket was opened. */
export interface Answer {
  /**
   * The frame, literally, or null for none. What varies between runs is named: `<text>` is any text, `<uuid>` a UUID,
   * `<integer>` an integer, `<version>` two numbers with a dot.
   */
  readonly receive: string | null;
  /** The close that follows; absent when the socket stays open. */
  readonly close?: SocketClose;
}

/** How our server answers where it differs on purpose. */
export interface OurAnswer {
  /** Id of the difference in `differences.json` that gives the reason. */
  readonly difference: string;
  /** Our answer; `absent` while our server has no such door at all. */
  readonly answer: Answer | "absent";
}

/** What a socket meets. */
export interface Situation {
  /** Where the exchange happens; `/ws` by default. */
  readonly door?: "/ws" | "/mcp" | "POST /mcp";
  /** `full`: all slots are taken. `failing`: the environment's constructor raises. A fresh server otherwise. */
  readonly server?: "fresh" | "full" | "failing";
}

/** One row: what is sent, and what must come back. */
export interface WsVector extends Answer {
  /** Number of the row, or a name. */
  readonly id: string;
  /** The text frame (or request body) that is sent; null when the server speaks unasked. */
  readonly send: string | null;
  /** Whether our server may have the keys of objects in any order. Default: `false`. */
  readonly anyOrder?: boolean;
  /** Where our server differs on purpose. */
  readonly ours?: OurAnswer;
}

/** A row that needs a socket of its own. */
export interface SocketCase extends WsVector {
  /** What the socket meets. */
  readonly situation: Situation;
}

/** What a server did answer. */
export interface Received {
  /** The frames, in order. */
  readonly frames: readonly string[];
  /** How the socket ended; null while it is open. */
  readonly close: SocketClose | null;
}
