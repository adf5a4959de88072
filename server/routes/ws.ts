import { Connection, textCodec } from "@openenv/core/protocol";
import { isPromiseLike, type Session } from "@openenv/core/session";
import type { EnvServer } from "../env_server.ts";
import type { SessionOwner } from "../sessions/session_manager.ts";

/** How long a refused client gets to read why before its socket is closed, in milliseconds. */
const REFUSAL_GRACE_MS = 100;
/** How many frames a client may send ahead of their answers. */
const MAX_FRAMES_AHEAD = 1024;

/**
 * Upgrades a request to the WebSocket `/ws`: one socket, one session, one environment. A failure of the server itself,
 * if there is one, is said over the socket, since a refused handshake has no words.
 */
export function openWebSocket(request: Request, server: EnvServer, failure?: unknown): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: Math.ceil(server.options.pingTimeoutMs / 1000),
  });
  socket.binaryType = "arraybuffer";
  new SocketSession(socket, server, failure);
  return response;
}

/** Joins a socket to a session of its own, until either of them ends. */
class SocketSession implements SessionOwner {
  readonly idleTimeoutMs: number;
  readonly #socket: WebSocket;
  readonly #server: EnvServer;
  #session: Session | undefined;
  #connection: Connection<string> | undefined;
  #refusal: ReturnType<typeof setTimeout> | undefined;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(socket: WebSocket, server: EnvServer, failure: unknown) {
    this.#socket = socket;
    this.#server = server;
    this.idleTimeoutMs = server.options.idleTimeoutMs;
    socket.onopen = () => failure === undefined ? this.#open() : this.#refuse(textCodec.error(failure));
    socket.onmessage = ({ data }) => this.#receive(data);
    // A socket may report its end more than once, and an error is always followed by one.
    socket.onclose = () => this.#end();
    socket.onerror = (event) => event.preventDefault();
  }

  expire(): void {
    this.#close(1001, "SESSION_EXPIRED");
  }

  async drain(): Promise<void> {
    await this.#connection?.drained();
    this.#close(1001, "SERVER_SHUTDOWN");
    // The runtime would cut the closing handshake short if the server stopped listening now.
    await this.#ended.promise;
    await this.#session?.close();
  }

  #open(): void {
    try {
      this.#session = this.#server.sessions.create(this);
    } catch (thrown) {
      return this.#refuse(textCodec.error(thrown));
    }
    this.#connection = new Connection(this.#session, textCodec, this.#server.options.messages);
    const refused = this.#connection.open();
    if (isPromiseLike(refused)) void refused.then((frame) => frame !== undefined && this.#refuse(frame));
    else if (refused !== undefined) this.#refuse(refused);
  }

  #receive(frame: unknown): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const reply = connection.receive(frame);
    if (!isPromiseLike(reply)) return this.#send(reply);
    void reply.then((text) => this.#send(text));
    if (connection.pending > MAX_FRAMES_AHEAD) this.#close(1008, "TOO_MANY_FRAMES");
  }

  #send(frame: string | null): void {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#refusal !== undefined) return;
    if (frame === null) this.#close(1000, "");
    else this.#socket.send(frame);
  }

  /** Says why there is no session, and leaves the client a moment to read it. */
  #refuse(frame: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
    this.#refusal = setTimeout(() => this.#close(1000, ""), REFUSAL_GRACE_MS);
    void this.#session?.close();
  }

  #close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    void this.#session?.close();
  }

  #end(): void {
    clearTimeout(this.#refusal);
    this.#ended.resolve();
    void this.#session?.close();
  }
}
