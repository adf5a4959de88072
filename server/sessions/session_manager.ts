import { CapacityError, type Log, SessionError } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import { type EnvironmentHost, Session, type SessionLimits } from "@openenv/core/session";

/** Options for {@linkcode SessionManager}. */
export interface SessionManagerOptions {
  /** The time limits of a session's calls. */
  readonly limits: SessionLimits;
  /** Logger for errors that no caller can receive. */
  readonly log: Log;
}

/** The owner of a session, such as a socket. */
export interface SessionOwner {
  /** How long the session may be idle, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Called when the session has been closed because it was idle for too long. */
  expire(): void;
  /** Lets calls in flight finish, then ends the session and its connection. */
  drain(): Promise<void>;
}

/** One session, and what was last seen of it. */
interface Slot {
  readonly owner: SessionOwner;
  activity: number;
  idleSince: number;
}

/**
 * The sessions of one server: limits their number, and closes those that are idle for too long.
 *
 * A session only counts its calls. A timer, which runs while there are sessions, compares these counts now and then, so
 * that no call has to look at a clock. A session with a call in flight is never idle.
 */
export class SessionManager {
  /** The largest number of sessions at once. */
  maxSessions = 1;
  readonly #host: EnvironmentHost;
  readonly #options: SessionManagerOptions;
  readonly #deadlines: Deadlines = new Deadlines();
  readonly #slots: Map<Session, Slot> = new Map();
  #sweepTimer: ReturnType<typeof setInterval> | undefined;
  #sweepIntervalMs = Infinity;
  #isDraining = false;

  /** Makes a manager without sessions. */
  constructor(host: EnvironmentHost, options: SessionManagerOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** The number of sessions. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Reserves a slot and makes a session in it, which is still to be opened. The slot is free again once the session is
   * closed.
   *
   * @throws `CapacityError` if no slot is free, `SessionError` while the server shuts down.
   */
  create(owner: SessionOwner): Session {
    if (this.#isDraining) throw new SessionError("Cannot open session: the server is shutting down", {});
    const { size, maxSessions } = this;
    if (size >= maxSessions) {
      const message = `Server at capacity: ${size}/${maxSessions} sessions active. Cannot accept new connections.`;
      throw new CapacityError(message, { active_sessions: size, max_sessions: maxSessions });
    }
    const session = new Session({
      id: crypto.randomUUID(),
      host: this.#host,
      limits: this.#options.limits,
      log: this.#options.log,
      deadlines: this.#deadlines,
      onClose: (closed) => this.#remove(closed),
    });
    this.#slots.set(session, { owner, activity: session.activity, idleSince: performance.now() });
    this.#sweepEvery(Math.min(30_000, Math.max(50, owner.idleTimeoutMs / 4)));
    return session;
  }

  /** Refuses new sessions, lets running calls finish until `signal` is aborted, and closes all sessions. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isDraining = true;
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve());
    await Promise.race([aborted, Promise.all([...this.#slots.values()].map(({ owner }) => owner.drain()))]);
    for (const session of this.#slots.keys()) void session.close();
    this.#deadlines.settle();
  }

  #remove(session: Session): void {
    this.#slots.delete(session);
    if (this.#slots.size > 0) return;
    clearInterval(this.#sweepTimer);
    this.#sweepIntervalMs = Infinity;
  }

  /** Looks for idle sessions at least once per interval. */
  #sweepEvery(intervalMs: number): void {
    if (intervalMs >= this.#sweepIntervalMs) return;
    clearInterval(this.#sweepTimer);
    this.#sweepIntervalMs = intervalMs;
    this.#sweepTimer = setInterval(() => this.#sweep(), intervalMs);
  }

  #sweep(): void {
    const now = performance.now();
    for (const [session, slot] of this.#slots) {
      if (session.busy || session.activity !== slot.activity) {
        slot.activity = session.activity;
        slot.idleSince = now;
      } else if (now - slot.idleSince >= slot.owner.idleTimeoutMs) {
        void session.close("expired");
        slot.owner.expire();
      }
    }
  }
}
