import { isPromiseLike } from "@openenv/core/async";
import type { Session } from "@openenv/core/session";
import {
  type ClientMessage,
  Connection,
  type FrameCodec,
  objectCodec,
  parseTrustedText,
  textCodec,
} from "@openenv/core/protocol";
import type { Transport, TransportListener } from "./transport.ts";
import { causeOf } from "./with_cause.ts";

/** Options for {@linkcode MemoryTransport}. */
export interface MemoryTransportOptions {
  /** The session at the other end. It is opened and closed with the transport. */
  readonly session: Session;
  /**
   * `true` sends JSON text, as a socket would, so that the two sides share nothing. `false` passes the objects
   * themselves: faster, but each side sees the other's changes.
   */
  readonly copy: boolean;
}

/** Connects a client to a session in the same process, with the same frames in the same order as a socket. */
export class MemoryTransport implements Transport {
  readonly #session: Session;
  readonly #copy: boolean;
  readonly #connection: Connection<string> | Connection<object>;
  /** What the environment threw; the next frame reports it. */
  #thrown: unknown;
  #listener: TransportListener | undefined;

  /** Creates a transport to a session that is not open yet. */
  constructor({ session, copy }: MemoryTransportOptions) {
    this.#session = session;
    this.#copy = copy;
    this.#connection = copy
      ? new Connection(session, this.#watch(textCodec))
      : new Connection(session, this.#watch(objectCodec));
  }

  /** Opens the session. If the factory fails, the listener gets an error message and the end, as from a server. */
  async open(listener: TransportListener): Promise<void> {
    this.#listener = listener;
    const refused = this.#connection.open();
    const frame = isPromiseLike(refused) ? await refused : refused;
    if (frame === undefined) return;
    this.#deliver(frame);
    await this.close();
  }

  /** Delivers a message. A synchronous environment has answered when this returns. */
  send(message: ClientMessage): void {
    const reply = this.#connection.receive(this.#copy ? JSON.stringify(message) : message);
    if (isPromiseLike(reply)) reply.then((frame) => this.#deliver(frame));
    else this.#deliver(reply);
  }

  /** Closes the session. It does not wait forever for an environment that does not return. */
  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await this.#session.close();
    listener?.end({ code: 1000, reason: "" });
  }

  /** Keeps each error that is written, since a frame has no room for its cause. */
  #watch<Frame>(codec: FrameCodec<Frame>): FrameCodec<Frame> {
    return {
      ...codec,
      error: (thrown) => {
        this.#thrown = thrown;
        return codec.error(thrown);
      },
    };
  }

  #deliver(frame: string | object | null): void {
    if (frame === null) return void this.close();
    const thrown = this.#thrown;
    this.#thrown = undefined;
    this.#listener?.message(typeof frame === "string" ? parseTrustedText(frame) : frame, causeOf(thrown));
  }
}
