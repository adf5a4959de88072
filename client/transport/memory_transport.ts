import { isPromiseLike } from "@openenv/core/async";
import type { Session } from "@openenv/core/session";
import { type ClientMessage, Connection, objectCodec, parseTrustedText, textCodec } from "@openenv/core/protocol";
import type { Transport, TransportListener } from "./transport.ts";

/** What a {@linkcode MemoryTransport} is made of. */
export interface MemoryTransportOptions {
  /** The session at the other end; opened and closed with the transport. */
  readonly session: Session;
  /**
   * `true` sends JSON text, as a socket would, so that nothing is shared between the two sides. `false` hands the
   * objects themselves over: faster, and what one side changes the other sees.
   */
  readonly copy: boolean;
}

/** Connects a client to a session of the same process, with the same frames and the same order as a socket. */
export class MemoryTransport implements Transport {
  readonly #session: Session;
  readonly #copy: boolean;
  readonly #connection: Connection<string> | Connection<object>;
  #listener: TransportListener | undefined;

  /** Makes a transport to a session that is not open yet. */
  constructor({ session, copy }: MemoryTransportOptions) {
    this.#session = session;
    this.#copy = copy;
    this.#connection = copy ? new Connection(session, textCodec) : new Connection(session, objectCodec);
  }

  /** Opens the session; a factory that fails is reported as a server does, by an error message and the end. */
  async open(listener: TransportListener): Promise<void> {
    this.#listener = listener;
    const refused = this.#connection.open();
    const frame = isPromiseLike(refused) ? await refused : refused;
    if (frame === undefined) return;
    this.#deliver(frame);
    await this.close();
  }

  /** Hands a message over; a synchronous environment has answered when this returns. */
  send(message: ClientMessage): void {
    const reply = this.#connection.receive(this.#copy ? JSON.stringify(message) : message);
    if (isPromiseLike(reply)) reply.then((frame) => this.#deliver(frame));
    else this.#deliver(reply);
  }

  /** Closes the session, which stops waiting for an environment that does not let go. */
  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await this.#session.close();
    listener?.end({ code: 1000, reason: "" });
  }

  #deliver(frame: string | object | null): void {
    if (frame === null) void this.close();
    else this.#listener?.message(typeof frame === "string" ? parseTrustedText(frame) : frame);
  }
}
