import { CapacityError, type Log, SessionError } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import { type EnvironmentHost, Session, type SessionLimits } from "@openenv/core/session";
import { SessionReaper } from "./session_reaper.ts";

/** What a {@linkcode SessionManager} is made of. */
export interface SessionManagerOptions {
  /** Where the environments run. */
  readonly host: EnvironmentHost;
  /** How long their calls may take. */
  readonly limits: SessionLimits;
  /** Takes what goes wrong where no caller is left to hear it. */
  readonly log: Log;
  /** Enforces the deadlines. Default: one of its own. */
  readonly deadlines?: Deadlines;
  /** Closes idle sessions. Default: one of its own. */
  readonly reaper?: SessionReaper;
}

/** Whoever a session belongs to: a socket, for instance. */
export interface SessionOwner {
  /** How long the session may be idle, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Called when the session was idle for too long and has been closed. */
  expire(): void;
  /** Lets calls in flight finish, then ends the session and the way to it. */
  drain(): Promise<void>;
}

/** The sessions of one server: hands out slots, never more than there are, and gets them back the moment one closes. */
export class SessionManager {
  /** How many sessions there may be at once. */
  maxSessions = 1;
  readonly #options: SessionManagerOptions;
  readonly #deadlines: Deadlines;
  readonly #reaper: SessionReaper;
  readonly #owners: Map<Session, SessionOwner> = new Map();
  #draining = false;

  /** Makes a manager without sessions. */
  constructor(options: SessionManagerOptions) {
    this.#options = options;
    this.#deadlines = options.deadlines ?? new Deadlines();
    this.#reaper = options.reaper ?? new SessionReaper();
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#owners.size;
  }

  /**
   * Reserves a slot and makes a session in it, whose environment is still to be opened.
   *
   * @throws `CapacityError` if there is no slot, `SessionError` while the server shuts down.
   */
  create(owner: SessionOwner): Session {
    if (this.#draining) throw new SessionError("Cannot open session: the server is shutting down", {});
    const { size, maxSessions } = this;
    if (size >= maxSessions) {
      const message = `Server at capacity: ${size}/${maxSessions} sessions active. Cannot accept new connections.`;
      throw new CapacityError(message, { active_sessions: size, max_sessions: maxSessions });
    }
    const { host, limits, log } = this.#options;
    const session = new Session({
      id: crypto.randomUUID(),
      host,
      limits,
      log,
      deadlines: this.#deadlines,
      onClose: (closed) => this.#remove(closed),
    });
    this.#owners.set(session, owner);
    this.#reaper.watch(session, owner);
    return session;
  }

  /**
   * Takes no more sessions, lets running calls finish, and closes all sessions, after `timeoutMs` also those that are
   * still busy.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    const drained = Promise.all([...this.#owners.values()].map((owner) => owner.drain()));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, timeoutMs));
    await Promise.race([drained, limit]);
    clearTimeout(timer);
    for (const session of this.#owners.keys()) void session.close();
    this.#deadlines.settle();
  }

  #remove(session: Session): void {
    this.#owners.delete(session);
    this.#reaper.forget(session);
  }
}
