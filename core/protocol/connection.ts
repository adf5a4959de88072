import { InvalidJsonError, TooLargeError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";
import type { Session } from "../session/session.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { FrameCodec } from "./codec.ts";
import { HANDLERS, type HandlerTable, resolveHandler } from "./handler_table.ts";
import { sizeOverLimit } from "./json_text.ts";

/** The limits of one connection. */
export interface ConnectionLimits {
  /** The largest message taken, in bytes of UTF-8. Default: 16 MiB. */
  readonly maxInboundBytes: number;
  /** The largest message sent, in bytes of UTF-8. Default: 64 MiB less 64 KiB, what the runtime carries. */
  readonly maxOutboundBytes: number;
}

/** The default of {@linkcode ConnectionLimits}. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  maxInboundBytes: 16 * 1024 * 1024,
  maxOutboundBytes: 64 * 1024 * 1024 - 64 * 1024,
};

/** What {@linkcode Connection.receive} answers: a frame to send, or `null` when the connection is to be closed. */
export type Reply<Frame> = MaybePromise<Frame | null>;

/**
 * The server's end of one connection: takes frames, drives a session with them, and answers each with one frame, in
 * order. Whatever fails becomes an error frame here, in one place.
 */
export class Connection<Frame extends string | object> {
  readonly #session: Session;
  readonly #codec: FrameCodec<Frame>;
  readonly #limits: ConnectionLimits;
  readonly #handlers: HandlerTable;
  #last: Promise<Frame | null> | undefined;
  #pending = 0;

  /** Makes a connection to a session; `handlers` may hold more message types than every connection answers. */
  constructor(
    session: Session,
    codec: FrameCodec<Frame>,
    limits: ConnectionLimits = DEFAULT_CONNECTION_LIMITS,
    handlers: HandlerTable = HANDLERS,
  ) {
    this.#session = session;
    this.#codec = codec;
    this.#limits = limits;
    this.#handlers = handlers;
  }

  /** How many frames are being answered or wait for it. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Opens the session; frames that come meanwhile wait for it. Answers with an error frame if it can't be opened,
   * otherwise with `undefined`.
   */
  open(): MaybePromise<Frame | undefined> {
    try {
      const opening = this.#session.open();
      if (!isPromiseLike(opening)) return undefined;
      const opened = opening.then(() => undefined, (thrown) => this.#codec.error(thrown));
      void this.#follow(opened.then(() => null));
      return opened;
    } catch (thrown) {
      return this.#codec.error(thrown);
    }
  }

  /** Resolves when every frame that was received so far has been answered. */
  async drained(): Promise<void> {
    await this.#last;
  }

  /** Answers one frame; synchronously if the session does and no earlier frame waits. Never throws or rejects. */
  receive(frame: unknown): Reply<Frame> {
    if (this.#last !== undefined) return this.#follow(this.#last.then(() => this.#answer(frame)));
    const reply = this.#answer(frame);
    return isPromiseLike(reply) ? this.#follow(reply) : reply;
  }

  /** Keeps later frames behind an answer that is not there yet. */
  #follow(reply: Promise<Frame | null>): Promise<Frame | null> {
    this.#pending++;
    const sent = reply.then((frame) => {
      this.#pending--;
      if (this.#last === sent) this.#last = undefined;
      return frame;
    });
    this.#last = sent;
    return sent;
  }

  #answer(frame: unknown): Reply<Frame> {
    try {
      const message = this.#decode(frame);
      const handler = resolveHandler(message, this.#handlers);
      const data = (message as { data?: Record<string, unknown> }).data ?? {};
      const reply = handler.run(this.#session, data, this.#codec);
      if (!isPromiseLike(reply)) return this.#fitting(reply);
      return reply.then((sent) => this.#fitting(sent)).catch((thrown) => this.#error(thrown));
    } catch (thrown) {
      return this.#error(thrown);
    }
  }

  /** An error frame has the same limit: what failed may be many places of a large message, each with its input. */
  #error(thrown: unknown): Frame {
    try {
      return this.#fitting(this.#codec.error(thrown)) as Frame;
    } catch (another) {
      return this.#codec.error(another);
    }
  }

  #decode(frame: unknown): unknown {
    if (typeof frame !== "string") {
      if (isBinary(frame)) throw new InvalidJsonError("Invalid JSON: the frame is binary, expected text", {});
    } else {
      const size = sizeOverLimit(frame, this.#limits.maxInboundBytes);
      if (size !== undefined) throw tooLarge("read", size, this.#limits.maxInboundBytes);
    }
    return this.#codec.decode(frame as Frame);
  }

  #fitting(reply: Frame | null): Frame | null {
    if (typeof reply !== "string") return reply;
    const size = sizeOverLimit(reply, this.#limits.maxOutboundBytes);
    if (size !== undefined) throw tooLarge("send", size, this.#limits.maxOutboundBytes);
    return reply;
  }
}

function isBinary(frame: unknown): boolean {
  return frame instanceof ArrayBuffer || ArrayBuffer.isView(frame) || frame instanceof Blob;
}

/** The error for a message that is larger than its limit. */
export function tooLarge(verb: "read" | "send", size: number, limit: number): TooLargeError {
  return new TooLargeError(`Cannot ${verb} message: it has ${size} bytes, the limit is ${limit}`, { size, limit });
}
