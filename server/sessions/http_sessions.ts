import { CapacityError, SessionExpiredError, SessionLostError, SessionRequiredError } from "@openenv/core";
import { NEW_SESSION } from "@openenv/core/protocol";
import type { Session } from "@openenv/core/session";
import type { Principal } from "../auth.ts";
import { RequestMemory } from "../http/request_memory.ts";
import type { SessionManager, SessionOwner } from "./session_manager.ts";

/** How many ids of expired sessions are remembered, to tell them from ids that never existed. */
const MAX_EXPIRED_IDS = 10_000;

/**
 * The sessions that were opened over HTTP: they live between requests, are found by their id, and can be joined by one
 * socket at a time.
 *
 * They take at most half of the slots, because a client that goes away leaves its session behind.
 */
export class HttpSessions {
  readonly #manager: SessionManager;
  readonly #timeouts: IdleTimeouts;
  readonly #sessions: Map<string, HttpSession> = new Map();
  readonly #expiredIds: Set<string> = new Set();
  /** The id of the session that callers share. It is kept when that expires, so that they are told. */
  #sharedId: string | undefined;

  /** Makes an empty collection. */
  constructor(manager: SessionManager, timeouts: IdleTimeouts) {
    this.#manager = manager;
    this.#timeouts = timeouts;
  }

  /** Makes a session that its maker alone can use, and opens its environment; throws `CapacityError`, `FactoryError`. */
  async create(maker: Principal = "orchestrator"): Promise<HttpSession> {
    const created = this.#make(maker);
    await this.#open(created);
    return created;
  }

  /**
   * Finds the session that callers share, or makes it like {@linkcode create}. After it has expired, a reset makes the
   * next one; for other calls that is an error, since they are about an episode that is lost.
   */
  async openShared(isReset: boolean): Promise<HttpSession> {
    const id = this.#sharedId;
    if (id !== undefined && (this.#sessions.has(id) || !isReset)) return this.resolve(id);
    const created = this.#make("orchestrator");
    this.#sharedId = created.id;
    await this.#open(created);
    return created;
  }

  /** The id of the session that callers share, also after it has expired; `undefined` before it is opened and after it is closed. */
  get sharedId(): string | undefined {
    return this.#sharedId;
  }

  /** Finds a session; throws `SessionRequiredError` without an id, `SessionExpiredError`, `SessionLostError`. */
  resolve(id: string | undefined): HttpSession {
    if (id === undefined || id === NEW_SESSION) {
      throw new SessionRequiredError(
        "Cannot find session: the request names none; POST /reset opens one and returns its id in the header OpenEnv-Session. " +
          "For programs that can't send the header there is openenv serve --http-session shared",
        {},
      );
    }
    const found = this.find(id);
    if (found !== undefined) return found;
    if (this.#expiredIds.has(id)) {
      throw new SessionExpiredError("Cannot use session: it was idle too long and has been closed", {});
    }
    throw new SessionLostError("Cannot find session: this server has none of that id", {});
  }

  /** Finds a session, if there is one of that id and maker. */
  find(id: string, maker: Principal = "orchestrator"): HttpSession | undefined {
    const found = this.#sessions.get(id);
    return found?.maker === maker ? found : undefined;
  }

  #make(maker: Principal): HttpSession {
    const { size, maxSessions } = this.#manager;
    const active = this.#sessions.size;
    const ceiling = Math.max(1, Math.floor(maxSessions / 2));
    // If no slot is free at all, the manager reports it.
    if (active >= ceiling && size < maxSessions) {
      throw new CapacityError(
        `Cannot open session: ${active}/${ceiling} HTTP sessions are active`,
        { active_sessions: active, max_sessions: ceiling },
      );
    }
    const created = new HttpSession(this.#manager, {
      maker,
      timeouts: this.#timeouts,
      onEnd: (reason) => this.#forget(created.id, reason),
    });
    this.#sessions.set(created.id, created);
    return created;
  }

  async #open(created: HttpSession): Promise<void> {
    try {
      await created.session.open();
    } catch (thrown) {
      created.end();
      throw thrown;
    }
  }

  #forget(id: string, reason: "closed" | "expired"): void {
    this.#sessions.delete(id);
    if (reason === "closed") {
      if (id === this.#sharedId) this.#sharedId = undefined;
      return;
    }
    this.#expiredIds.add(id);
    const [oldest] = this.#expiredIds;
    if (this.#expiredIds.size > MAX_EXPIRED_IDS) this.#expiredIds.delete(oldest!);
  }
}

/** How long HTTP sessions may be idle, in milliseconds. */
export interface IdleTimeouts {
  /** While no socket has joined. */
  readonly httpIdleTimeoutMs: number;
  /** While a socket has joined. */
  readonly idleTimeoutMs: number;
}

/** A socket that has joined an HTTP session. */
export interface JoinedSocket {
  /** Ends the socket of a session that was idle for too long. */
  expire(): void;
  /** Lets calls in flight finish, then ends the socket. */
  drain(): Promise<void>;
}

/** The answer to a request that closes a session. */
export type CloseAnswer =
  | { readonly session_id: string; readonly closed: true }
  | { readonly session_id: string; readonly closed: false; readonly closing: true };

/** Options for {@linkcode HttpSession}. */
interface HttpSessionOptions {
  /** The principal that made it. */
  readonly maker: Principal;
  /** How long it may be idle. */
  readonly timeouts: IdleTimeouts;
  /** Called when it ends. */
  readonly onEnd: (reason: "closed" | "expired") => void;
}

/** One HTTP session. It outlives the socket that joins it. */
export class HttpSession implements SessionOwner {
  /** The session itself. */
  readonly session: Session;
  /** The HTTP requests in the session. A client sends one at a time, so it can only repeat the last. */
  readonly requests: RequestMemory = new RequestMemory({ maxRequests: 16, maxLength: 128 * 1024 });
  readonly #options: HttpSessionOptions;
  #socket: JoinedSocket | undefined;
  #closing = false;

  /** Makes a session that is still to be opened; throws `CapacityError`. */
  constructor(manager: SessionManager, options: HttpSessionOptions) {
    this.#options = options;
    this.session = manager.create(this);
  }

  /** The session's id. */
  get id(): string {
    return this.session.id;
  }

  /** The principal that made it. */
  get maker(): Principal {
    return this.#options.maker;
  }

  /** How long it may be idle. Calls count, the pings of a socket don't. */
  get idleTimeoutMs(): number {
    const { httpIdleTimeoutMs, idleTimeoutMs } = this.#options.timeouts;
    return this.#socket === undefined ? httpIdleTimeoutMs : idleTimeoutMs;
  }

  /** Joins a socket; returns `false` if another one has joined. */
  join(socket: JoinedSocket): boolean {
    if (this.#socket !== undefined) return false;
    this.#socket = socket;
    this.session.activity++;
    return true;
  }

  /** Lets go of a socket, if it has joined; a session that was asked to close meanwhile is closed now. */
  leave(socket: JoinedSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.session.activity++;
    if (this.#closing) this.end();
  }

  /** Closes the session at once or, while a socket has joined, when the socket ends. */
  requestClose(): CloseAnswer {
    this.#closing = true;
    if (this.#socket !== undefined) return { session_id: this.id, closed: false, closing: true };
    this.end();
    return { session_id: this.id, closed: true };
  }

  /** Closes the session now. */
  end(): void {
    this.#options.onEnd("closed");
    void this.session.close();
  }

  /** See {@linkcode SessionOwner}. */
  expire(): void {
    this.#options.onEnd("expired");
    this.#socket?.expire();
  }

  /** See {@linkcode SessionOwner}. */
  async drain(): Promise<void> {
    await this.#socket?.drain();
    await this.session.idle();
    this.end();
    await this.session.close();
  }
}
