/**
 * A WebSocket without any protocol on top.
 *
 * @module
 */

import type { Answer, Received, SocketClose } from "./ws_vector.ts";

const TIMEOUT_MS = 60_000;

/** A socket that collects what comes in. Dispose it: that closes it and waits for the close. */
export class RawSocket implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #closed = Promise.withResolvers<void>();
  #frames: string[] = [];
  #close: SocketClose | null = null;
  #wake = () => {};

  /** Collects from a socket; {@linkcode RawSocket.open} makes one. */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#frames.push(typeof data === "string" ? data : "<binary>");
      this.#wake();
    };
    socket.onclose = ({ code, reason }) => {
      this.#close = { code, reason };
      this.#closed.resolve();
      this.#wake();
    };
  }

  /** Opens a socket; rejects when the handshake is refused. `http` URLs will do. */
  static open(url: string): Promise<RawSocket> {
    const socket = new WebSocket(url.replace(/^http/, "ws"));
    const raw = new RawSocket(socket); // listens before the first frame can arrive
    const { promise, resolve, reject } = Promise.withResolvers<RawSocket>();
    socket.onopen = () => resolve(raw);
    socket.onerror = () => reject(new Error(`Cannot open ${url}: the handshake failed`));
    return promise;
  }

  /** Whatever has arrived since the last exchange, and the answer that is expected now, as far as it comes in time. */
  async exchange(send: string | null, expected: Answer): Promise<Received> {
    const stray = this.#frames.splice(0);
    if (send !== null) this.#socket.send(send);
    const complete = () =>
      this.#close !== null ||
      (expected.close === undefined && this.#frames.length >= (expected.receive === null ? 0 : 1));
    await this.#until(complete);
    return { frames: [...stray, ...this.#frames.splice(0)], close: this.#close };
  }

  /** Closes the socket and waits until it is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.onerror = null;
    if (this.#close === null) this.#socket.close();
    await this.#closed.promise;
  }

  async #until(complete: () => boolean): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    while (!complete() && Date.now() < deadline) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, deadline - Date.now());
      await promise;
      clearTimeout(timer);
    }
  }
}
