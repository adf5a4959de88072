import type { ClientMessage } from "../../core/protocol/messages.ts";
import type { Transport, TransportListener } from "../transport/transport.ts";

/** A transport whose other end is the test. */
export class FakeTransport implements Transport {
  /** The sent messages, in order. */
  readonly sent: ClientMessage[] = [];
  /** How often this side has closed it. */
  closings = 0;
  /** Thrown by the next `send`. */
  sendError: unknown;
  /** Answers a message synchronously, before `send` returns. */
  reply: ((message: ClientMessage) => unknown) | undefined;
  #listener: TransportListener | undefined;

  open(listener: TransportListener): Promise<void> {
    this.#listener = listener;
    return Promise.resolve();
  }

  send(message: ClientMessage): void {
    if (this.sendError !== undefined) throw this.sendError;
    this.sent.push(message);
    if (this.reply !== undefined) this.receive(this.reply(message));
  }

  close(): Promise<void> {
    this.closings++;
    return Promise.resolve();
  }

  /** Delivers a message from the other end. */
  receive(message: unknown): void {
    this.#listener?.message(message);
  }

  /** Ends the connection from the other end. */
  end(code: number, reason = ""): void {
    this.#listener?.end({ code, reason });
  }
}
