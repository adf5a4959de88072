import { CapacityError, SessionExpiredError, SessionLostError, SessionRequiredError } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";
import type { Session } from "@openenv/core/session";
import type { SessionManager, SessionOwner } from "./session_manager.ts";

/** What {@linkcode HeldSessions} needs to know. */
export interface HeldSessionsOptions {
  /** Who hands out the slots. */
  readonly manager: SessionManager;
  /** How long a held session may be idle, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** How many ids of expired sessions are remembered, so that they can be told from ids that never were. */
const MAX_EXPIRED_IDS = 10_000;

/**
 * The sessions that live between requests: made over HTTP, found again by their id, and joined by at most one socket.
 *
 * They take at most half of the slots, since nobody notices when whoever made one goes away.
 */
export class HeldSessions {
  readonly #options: HeldSessionsOptions;
  readonly #held: Map<string, HeldSession> = new Map();
  readonly #expired: Set<string> = new Set();

  /** Makes an empty collection. */
  constructor(options: HeldSessionsOptions) {
    this.#options = options;
  }

  /** How many sessions are held. */
  get size(): number {
    return this.#held.size;
  }

  /** Makes a session and opens its environment; throws `CapacityError`, `FactoryError`. */
  async create(): Promise<HeldSession> {
    const { manager, idleTimeoutMs } = this.#options;
    const ceiling = Math.max(1, Math.floor(manager.maxSessions / 2));
    // A server that has no slot at all says so itself.
    if (this.size >= ceiling && manager.size < manager.maxSessions) {
      throw new CapacityError(
        `Cannot open session: ${this.size}/${ceiling} HTTP sessions are active`,
        { active_sessions: this.size, max_sessions: ceiling },
      );
    }
    const held = new HeldSession(idleTimeoutMs, (reason) => this.#forget(held, reason));
    held.session = manager.create(held);
    this.#held.set(held.id, held);
    try {
      const opening = held.session.open();
      if (isPromiseLike(opening)) await opening;
    } catch (thrown) {
      held.end();
      throw thrown;
    }
    return held;
  }

  /** Finds a session; throws `SessionRequiredError` without an id, `SessionExpiredError`, `SessionLostError`. */
  resolve(id: string | null): HeldSession {
    if (id === null) {
      throw new SessionRequiredError(
        "Cannot find session: the request names none; POST /reset opens one and returns its id in the header OpenEnv-Session",
        {},
      );
    }
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    if (this.#expired.has(id)) {
      throw new SessionExpiredError("Cannot use session: it was idle too long and has been closed", {});
    }
    throw new SessionLostError("Cannot find session: this server has none of that id", {});
  }

  /** The session of an id, if there is one. */
  find(id: string): HeldSession | undefined {
    return this.#held.get(id);
  }

  #forget(held: HeldSession, reason: "closed" | "expired"): void {
    this.#held.delete(held.id);
    if (reason === "closed") return;
    this.#expired.add(held.id);
    const [oldest] = this.#expired;
    if (this.#expired.size > MAX_EXPIRED_IDS) this.#expired.delete(oldest!);
  }
}

/** A socket that has joined a held session. */
export interface Joined {
  /** Lets calls in flight finish, then ends the socket. */
  drain(): Promise<void>;
}

/** One held session: survives the socket that joins it, and is never idle while one does. */
export class HeldSession implements SessionOwner {
  /** The session itself. */
  session!: Session;
  /** The socket that has joined, if one has. */
  joined: Joined | undefined;
  readonly #idleTimeoutMs: number;
  readonly #forget: (reason: "closed" | "expired") => void;
  #closing = false;

  /** Makes the holder of a session; {@linkcode HeldSessions.create} does. */
  constructor(idleTimeoutMs: number, forget: (reason: "closed" | "expired") => void) {
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#forget = forget;
  }

  /** The session's id. */
  get id(): string {
    return this.session.id;
  }

  /** How long it may be idle: for ever while a socket has joined. */
  get idleTimeoutMs(): number {
    return this.joined === undefined ? this.#idleTimeoutMs : Infinity;
  }

  /** Joins a socket; `false` if another one has. */
  join(socket: Joined): boolean {
    if (this.joined !== undefined) return false;
    this.joined = socket;
    this.session.activity++;
    return true;
  }

  /** Lets the socket go; a session that was to be closed meanwhile is closed now. */
  leave(): void {
    this.joined = undefined;
    this.session.activity++;
    if (this.#closing) this.end();
  }

  /** Closes the session, at once or, `false`, when the socket that has joined ends. */
  requestClose(): boolean {
    this.#closing = true;
    if (this.joined !== undefined) return false;
    this.end();
    return true;
  }

  /** Closes the session now. */
  end(): void {
    this.#forget("closed");
    void this.session.close();
  }

  /** See {@linkcode SessionOwner}. */
  expire(): void {
    this.#forget("expired");
  }

  /** See {@linkcode SessionOwner}. */
  async drain(): Promise<void> {
    await this.joined?.drain();
    await this.session.idle();
    this.end();
    await this.session.close();
  }
}
