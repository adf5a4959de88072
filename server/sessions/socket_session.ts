import { type MaybePromise, SessionError } from "@openenv/core";
import type { Reply } from "@openenv/core/protocol";
import { isPromiseLike } from "@openenv/core/async";
import type { Session } from "@openenv/core/session";
import type { EnvServer } from "../env_server.ts";
import type { HeldSession, Joined } from "./held_sessions.ts";
import type { SessionOwner } from "./session_manager.ts";

/** How long a refused client gets to read why before its socket is closed, in milliseconds. */
const REFUSAL_GRACE_MS = 100;
/** How many frames a client may send ahead of their answers, and how long they may be together, in UTF-16 units. */
const MAX_FRAMES_AHEAD = 1024;
const MAX_LENGTH_AHEAD = 64 * 1024 * 1024;
/** How much may wait for a client that does not read, in bytes. */
const MAX_UNREAD_BYTES = 128 * 1024 * 1024;

/** What answers the frames of one socket, in order. */
export interface FrameConnection {
  /** How many frames are being answered or wait for it. */
  readonly pending: number;
  /** Opens the session; answers with an error frame if it can't be opened. */
  open(): MaybePromise<string | undefined>;
  /** Answers one frame; `null` ends the socket. Never throws or rejects. */
  receive(frame: unknown): Reply<string>;
  /** Resolves when every frame that was received so far has been answered. */
  drained(): Promise<void>;
}

/** What a socket speaks, and what is known of it before it opens. */
export interface SocketOpening {
  /** Makes what answers its frames. */
  readonly connect: (session: Session) => FrameConnection;
  /** Writes a frame that says why there is no session. */
  readonly error: (thrown: unknown) => string;
  /** What keeps the server from hosting anything; `undefined` if nothing does. */
  readonly failure?: unknown;
  /** The id of the session that the socket joins; empty for a session of its own. */
  readonly joins?: string;
}

/** `true` if a request asks for a WebSocket. */
export function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** Upgrades a request to a WebSocket and puts it on a session. */
export function openSocket(request: Request, server: EnvServer, opening: SocketOpening): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, {
    idleTimeout: Math.ceil(server.options.pingTimeoutMs / 1000),
  });
  socket.binaryType = "arraybuffer";
  new SocketSession(socket, server, opening);
  return response;
}

/** Puts a socket on a session, of its own or one that it joins, until either of them ends. */
class SocketSession implements SessionOwner, Joined {
  readonly idleTimeoutMs: number;
  readonly #socket: WebSocket;
  readonly #server: EnvServer;
  readonly #opening: SocketOpening;
  #ended: PromiseWithResolvers<void> | undefined;
  #session: Session | undefined;
  #held: HeldSession | undefined;
  #connection: FrameConnection | undefined;
  #refusal: ReturnType<typeof setTimeout> | undefined;
  #lengthAhead = 0;

  constructor(socket: WebSocket, server: EnvServer, opening: SocketOpening) {
    this.#socket = socket;
    this.#server = server;
    this.#opening = opening;
    this.idleTimeoutMs = server.options.idleTimeoutMs;
    for (const type of ["open", "message", "close"]) socket.addEventListener(type, this);
  }

  handleEvent(event: Event): void {
    if (event.type === "message") this.#receive((event as MessageEvent).data);
    else if (event.type === "open") this.#open();
    else this.#end();
  }

  expire(): void {
    this.#close(1001, "SESSION_EXPIRED");
  }

  async drain(): Promise<void> {
    await this.#connection?.drained();
    this.#close(1001, "SERVER_SHUTDOWN");
    // The runtime would cut the closing handshake short if the server stopped listening now.
    if (this.#socket.readyState !== WebSocket.CLOSED) await (this.#ended ??= Promise.withResolvers()).promise;
    if (this.#held === undefined) await this.#session?.close();
  }

  #open(): void {
    const { failure, joins = "", error } = this.#opening;
    try {
      if (failure !== undefined) throw failure;
      if (joins === "") this.#openOwn();
      else this.#join(joins);
    } catch (thrown) {
      this.#refuse(error(thrown));
    }
  }

  #openOwn(): void {
    this.#session = this.#server.sessions.create(this);
    const refused = this.#connect(this.#session).open();
    if (isPromiseLike(refused)) void refused.then((frame) => frame !== undefined && this.#refuse(frame));
    else if (refused !== undefined) this.#refuse(refused);
  }

  #join(id: string): void {
    const held = this.#server.held.find(id);
    if (held === undefined) throw new SessionError(`Unknown session_id: ${id}`, {});
    if (!held.join(this)) throw new SessionError(`Session ${id} already has an attached WebSocket`, {});
    this.#held = held;
    this.#session = held.session;
    this.#connect(held.session);
  }

  #connect(session: Session): FrameConnection {
    return this.#connection = this.#opening.connect(session);
  }

  #receive(frame: unknown): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const reply = connection.receive(frame);
    if (!isPromiseLike(reply)) return this.#send(reply);
    const length = typeof frame === "string" ? frame.length : 0;
    this.#lengthAhead += length;
    void reply.then((text) => {
      this.#lengthAhead -= length;
      this.#send(text);
    });
    if (connection.pending > MAX_FRAMES_AHEAD || this.#lengthAhead > MAX_LENGTH_AHEAD) {
      this.#close(1008, "TOO_MANY_FRAMES");
    }
  }

  #send(frame: string | null): void {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#refusal !== undefined) return;
    if (frame === null) this.#close(1000, "");
    else if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) this.#close(1008, "SLOW_READER");
    else this.#socket.send(frame);
  }

  /** Says why there is no session, and leaves the client a moment to read it. */
  #refuse(frame: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
    this.#refusal = setTimeout(() => this.#close(1000, ""), REFUSAL_GRACE_MS);
    this.#release();
  }

  #close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    this.#release();
  }

  #end(): void {
    clearTimeout(this.#refusal);
    this.#ended?.resolve();
    this.#release();
  }

  /** Lets go of the session: closes the socket's own, leaves the one it has joined. */
  #release(): void {
    if (this.#held === undefined) void this.#session?.close();
    else if (this.#held.joined === this) this.#held.leave();
  }
}
