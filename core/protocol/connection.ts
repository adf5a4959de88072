import { isPromiseLike } from "../async/is_promise_like.ts";
import { InvalidJsonError, TooLargeError } from "../errors/error_classes.ts";
import type { Session } from "../session/session.ts";
import type { FrameCodec } from "./codec.ts";
import { HANDLERS, type HandlerTable, resolveHandler } from "./handler_table.ts";
import { sizeOverLimit } from "./json_text.ts";
import { OrderedConnection, type Reply } from "./ordered_connection.ts";

/** The size limits of one connection. */
export interface ConnectionLimits {
  /** The largest message that is read, in bytes of UTF-8. Default: 16 MiB. */
  readonly maxInboundBytes: number;
  /** The largest message that is sent, in bytes of UTF-8. Default: 64 MiB less 64 KiB, the limit of the runtime. */
  readonly maxOutboundBytes: number;
}

/** The defaults of {@linkcode ConnectionLimits}. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  maxInboundBytes: 16 * 1024 * 1024,
  maxOutboundBytes: 64 * 1024 * 1024 - 64 * 1024,
};

/**
 * The server's end of one connection that speaks the protocol's messages. Each frame is answered with one frame, in
 * order, and this is the one place where errors become frames.
 */
export class Connection<Frame extends string | object> extends OrderedConnection<Frame> {
  readonly #codec: FrameCodec<Frame>;
  readonly #limits: ConnectionLimits;
  readonly #handlers: HandlerTable;

  /** Creates a connection to a session; `handlers` may hold more message types than the default. */
  constructor(
    session: Session,
    codec: FrameCodec<Frame>,
    limits: ConnectionLimits = DEFAULT_CONNECTION_LIMITS,
    handlers: HandlerTable = HANDLERS,
  ) {
    super(session);
    this.#codec = codec;
    this.#limits = limits;
    this.#handlers = handlers;
  }

  /** Decodes a frame, runs its handler, and checks the size of the answer. */
  protected override answer(frame: unknown): Reply<Frame> {
    try {
      const message = this.#decode(frame);
      const handler = resolveHandler(message, this.#handlers);
      const data = (message as { data?: Record<string, unknown> }).data ?? {};
      const reply = handler.run(this.session, data, this.#codec);
      if (!isPromiseLike(reply)) return this.#fitting(reply);
      return reply.then((sent) => this.#fitting(sent));
    } catch (thrown) {
      return this.writeError(thrown);
    }
  }

  /**
   * Writes an error as a frame within the size limit: a large message may be wrong in many places, and each is reported
   * with its input.
   */
  protected override writeError(thrown: unknown): Frame {
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

/** Creates the error for a message above its size limit. */
export function tooLarge(verb: "read" | "send", size: number, limit: number): TooLargeError {
  return new TooLargeError(`Cannot ${verb} message: it has ${size} bytes, the limit is ${limit}`, { size, limit });
}
