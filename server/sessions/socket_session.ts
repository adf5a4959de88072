import { CapacityError, SessionError } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";
import type { OrderedConnection } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import type { ServerContext } from "../server_context.ts";
import type { HttpSession, JoinedSocket } from "./http_sessions.ts";
import type { SessionOwner } from "./session_manager.ts";
import { type LoadedSocket, NEGLIGIBLE_BYTES } from "./socket_load.ts";
import { hasGone, upgrade } from "./upgrade.ts";

/** How long a refused client has to read the reason before its socket is closed, in milliseconds. */
const REFUSAL_GRACE_MS = 100;
/** How many frames a client may send ahead of their answers, and their total length, in UTF-16 units. */
const MAX_FRAMES_AHEAD = 1024;
const MAX_LENGTH_AHEAD = 64 * 1024 * 1024;
/** How many bytes may wait for a client before one more message is sent to it. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;
/** How many sockets may be closing besides one for every slot; more requests are refused without a socket. */
const SPARE_CLOSING_SOCKETS = 64;

/** Options for {@linkcode openSocket}. */
export interface SocketOptions {
  /** Makes the connection that answers the socket's frames. */
  readonly connect: (session: Session) => OrderedConnection<string>;
  /** Writes a frame that says why there is no session. */
  readonly writeError: (thrown: unknown) => string;
  /** The id of the HTTP session to join. Default: empty, for a session of its own. */
  readonly joins?: string;
}

/** `true` if a request asks for a WebSocket. */
export function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/**
 * Upgrades a request to a WebSocket and connects it to a session; a failure is reported over the socket.
 *
 * @throws `CapacityError` if so many sockets are being closed that not even a refusal may take another one.
 */
export async function openSocket(request: Request, context: ServerContext, options: SocketOptions): Promise<Response> {
  const gone = hasGone(request);
  let failure: unknown;
  await context.readyForCaller().catch((thrown) => failure = thrown);
  assertFewClosing(context);
  if (await gone) return new Response(null, { status: 400 });
  const { socket, response } = upgrade(request, Math.ceil(context.options.pingTimeoutMs / 1000));
  socket.binaryType = "arraybuffer";
  new SocketSession(socket, context, { ...options, failure });
  return response;
}

function assertFewClosing({ sessions: { load, size, maxSessions } }: ServerContext): void {
  const { closingCount } = load;
  if (closingCount < maxSessions + SPARE_CLOSING_SOCKETS) return;
  const message = `Server at capacity: the sockets of ${closingCount} closed or refused sessions are not gone yet.`;
  throw new CapacityError(`${message} Cannot accept new connections.`, {
    active_sessions: size,
    max_sessions: maxSessions,
  });
}

/** Connects a socket to a session, its own or one that it joins, until one of them ends. */
class SocketSession implements SessionOwner, JoinedSocket, LoadedSocket {
  readonly idleTimeoutMs: number;
  readonly #socket: WebSocket;
  readonly #context: ServerContext;
  readonly #options: SocketOptions & { readonly failure: unknown };
  #ended: PromiseWithResolvers<void> | undefined;
  #session: Session | undefined;
  #joined: HttpSession | undefined;
  #connection: OrderedConnection<string> | undefined;
  #refusal: ReturnType<typeof setTimeout> | undefined;
  #lengthAhead = 0;
  #unreadBytes = 0;

  constructor(socket: WebSocket, context: ServerContext, options: SocketOptions & { readonly failure: unknown }) {
    this.#socket = socket;
    this.#context = context;
    this.#options = options;
    this.idleTimeoutMs = context.options.idleTimeoutMs;
    for (const type of ["open", "message", "close"]) socket.addEventListener(type, this);
  }

  handleEvent(event: Event): void {
    if (event.type === "message") this.#receive((event as MessageEvent).data);
    else if (event.type === "open") this.#open();
    else this.#end();
  }

  get unreadBytes(): number {
    // The runtime knows it of open sockets only.
    if (this.#socket.readyState === WebSocket.OPEN) this.#unreadBytes = this.#socket.bufferedAmount;
    return this.#unreadBytes;
  }

  expire(): void {
    this.#close(1001, "SESSION_EXPIRED");
  }

  async drain(): Promise<void> {
    await this.#connection?.drained();
    this.#close(1001, "SERVER_SHUTDOWN");
    // The runtime would cut the closing handshake short if the server stopped listening now.
    if (this.#socket.readyState !== WebSocket.CLOSED) await (this.#ended ??= Promise.withResolvers()).promise;
    if (this.#joined === undefined) await this.#session?.close();
  }

  #open(): void {
    const { failure, joins = "", writeError } = this.#options;
    try {
      if (failure !== undefined) throw failure;
      if (joins !== "") return this.#join(joins);
      this.#session = this.#context.sessions.create(this);
      const refused = this.#connect(this.#session).open();
      if (isPromiseLike(refused)) void refused.then((frame) => this.#refuse(frame));
      else this.#refuse(refused);
    } catch (thrown) {
      this.#refuse(writeError(thrown));
    }
  }

  #join(id: string): void {
    const joined = this.#context.httpSessions.find(id);
    if (joined === undefined) throw new SessionError(`Unknown session_id: ${id}`, {});
    if (!joined.join(this)) throw new SessionError(`Session ${id} already has an attached WebSocket`, {});
    this.#joined = joined;
    this.#connect(joined.session);
  }

  #connect(session: Session): OrderedConnection<string> {
    return this.#connection = this.#options.connect(session);
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
    if (frame === null) return this.#close(1000, "");
    const unread = this.#socket.bufferedAmount;
    if (unread + frame.length > NEGLIGIBLE_BYTES) {
      if (unread > MAX_UNREAD_BYTES) return this.#close(1008, "SLOW_READER");
      this.#context.sessions.load.watch(this, unread);
      this.#unreadBytes = unread + frame.length;
    }
    this.#socket.send(frame);
  }

  /** Sends the frame, if any, that says why there is no session, and gives the client a moment to read it. */
  #refuse(frame: string | undefined): void {
    if (frame === undefined) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
    this.#refusal = setTimeout(() => this.#close(1000, ""), REFUSAL_GRACE_MS);
    this.#context.sessions.load.addClosing(this);
    this.#release();
  }

  #close(code: number, reason: string): void {
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#context.sessions.load.addClosing(this);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    this.#release();
  }

  #end(): void {
    clearTimeout(this.#refusal);
    this.#context.sessions.load.remove(this);
    this.#ended?.resolve();
    this.#release();
  }

  /** Releases the session: closes the socket's own, leaves the one that it has joined. */
  #release(): void {
    if (this.#joined === undefined) void this.#session?.close();
    else this.#joined.leave(this);
  }
}
