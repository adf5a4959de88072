import { CapacityError, SessionError } from "@openenv/core";
import { Deadlines } from "@openenv/core/async";
import {
  type EnvironmentHost,
  type InstanceGate,
  Session,
  type SessionLimits,
  type SessionObserver,
} from "@openenv/core/session";
import type { Logger } from "../log/logger.ts";
import { BlockWatch } from "./block_watch.ts";
import { SocketLoad } from "./socket_load.ts";

/** Options for {@linkcode SessionManager}. */
export interface SessionManagerOptions {
  /** The time limits of a session's calls. */
  readonly limits: SessionLimits;
  /** The shortest time that a session may be idle, in milliseconds. */
  readonly shortestIdleMs: number;
  /** The number of bytes that may wait for clients that do not read. */
  readonly maxUnreadBytes: number;
  /** The log. */
  readonly log: Logger;
  /** Watches the calls of every session. */
  readonly observer: SessionObserver;
  /** Logs a refusal; they may come at any rate. */
  readonly warn: (message: string) => void;
  /** The environment's name. */
  readonly name: () => string;
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
  whenClosed?: (() => void)[];
  /** The activity that {@linkcode BlockWatch} has seen; less than any if it has not seen the session yet. */
  seen: number;
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
  /** The resources that the server's sockets hold apart from their sessions. */
  readonly load: SocketLoad = new SocketLoad();
  /** Set for an exclusive contract, whose sessions have one instance at a time. */
  gate: InstanceGate | undefined;
  readonly #host: EnvironmentHost;
  readonly #options: SessionManagerOptions;
  readonly #deadlines: Deadlines = new Deadlines();
  readonly #slots: Map<Session, Slot> = new Map();
  #sweepTimer: ReturnType<typeof setInterval> | undefined;
  #isDraining = false;
  readonly #blockWatch: BlockWatch;

  /** Makes a manager without sessions. */
  constructor(host: EnvironmentHost, options: SessionManagerOptions) {
    this.#host = host;
    this.#options = options;
    this.#blockWatch = new BlockWatch({ sessions: this.#slots, name: options.name, log: options.log });
  }

  /** The number of sessions. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Reserves a slot and makes a session in it, which is still to be opened. The slot is free again once the session is
   * closed.
   *
   * @throws `CapacityError` if no slot is free, or if the host makes no more instances, `SessionError` while the server shuts down.
   */
  create(owner: SessionOwner): Session {
    if (this.#isDraining) throw new SessionError("Cannot open session: the server is shutting down", {});
    const { refusal } = this.#host;
    if (refusal !== undefined) {
      const { size, maxSessions } = this;
      throw new CapacityError(`Cannot open session: ${refusal}`, { active_sessions: size, max_sessions: maxSessions });
    }
    this.#assertCapacity();
    const session = new Session({
      id: crypto.randomUUID(),
      host: this.#host,
      gate: this.gate,
      limits: this.#options.limits,
      log: (message) => this.#options.log.error(String(message)),
      observer: this.#options.observer,
      deadlines: this.#deadlines,
      onClose: (closed) => this.#remove(closed),
    });
    this.#slots.set(session, { owner, activity: session.activity, idleSince: performance.now(), seen: -1 });
    if (this.#host.sharesThread) this.#blockWatch.start();
    const sweepMs = Math.min(30_000, Math.max(50, this.#options.shortestIdleMs / 4));
    this.#sweepTimer ??= setInterval(() => this.#sweep(), sweepMs);
    return session;
  }

  /** Calls a function when a session is closed; at once if it is. */
  whenClosed(session: Session, run: () => void): void {
    const slot = this.#slots.get(session);
    if (slot === undefined) run();
    else (slot.whenClosed ??= []).push(run);
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
    const slot = this.#slots.get(session);
    this.#slots.delete(session);
    slot?.whenClosed?.forEach((run) => run());
    if (this.#slots.size > 0) return;
    this.#blockWatch.stop();
    clearInterval(this.#sweepTimer);
    this.#sweepTimer = undefined;
  }

  /** Throws `CapacityError` if sessions and sockets that do not go away leave no slot, or hold too much memory. */
  #assertCapacity(): void {
    const { size, maxSessions, load: { stuckCount, unreadBytes } } = this;
    const data = { active_sessions: size, max_sessions: maxSessions };
    const refuse = (state: string) => `Server at capacity: ${state}. Cannot accept new connections.`;
    if (size >= maxSessions) throw new CapacityError(refuse(`${size}/${maxSessions} sessions active`), data);
    let state: string;
    if (size + stuckCount >= maxSessions) {
      state = `${size}/${maxSessions} sessions active, and the sockets of ${stuckCount} closed ones are not gone yet`;
    } else if (unreadBytes > this.#options.maxUnreadBytes) {
      state = `${unreadBytes} bytes wait for clients that do not read`;
    } else {
      return;
    }
    this.#options.warn(`Refusing sessions: ${state}`);
    throw new CapacityError(refuse(state), data);
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
