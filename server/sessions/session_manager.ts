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

/** How often sessions are looked at while the server drains, in milliseconds. */
const DRAIN_SWEEP_MS = 100;
/** How long a session may be idle after its last episode: its client may still ask for the state, or for rewards. */
const LAST_CALLS_MS = 2000;

/** The state of a server that drains. */
interface Draining {
  /** The ends of sessions whose episodes are over. */
  readonly ends: Promise<void>[];
  /** Called when there are no sessions left. */
  readonly finish: () => void;
}

/** One session, and what was last seen of it. */
interface Slot {
  readonly owner: SessionOwner;
  /** `true` when it ends because the server drains. */
  isEnding?: boolean;
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
  #isClosing = false;
  #draining: Draining | undefined;
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

  /** `true` since {@linkcode finishEpisodes} was called. */
  get isDraining(): boolean {
    return this.#draining !== undefined;
  }

  /**
   * Reserves a slot and makes a session in it, which is still to be opened. The slot is free again once the session is
   * closed.
   *
   * @throws `CapacityError` if no slot is free, if the host makes no more instances, or while the server drains;
   * `SessionError` while it shuts down.
   */
  create(owner: SessionOwner): Session {
    if (this.isDraining) throw this.#drainingError("open session");
    if (this.#isClosing) throw new SessionError("Cannot open session: the server is shutting down", {});
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

  /**
   * Refuses new sessions and new episodes, and closes each session that is in no episode. Resolves when all are closed, or
   * when `signal` is aborted.
   */
  async finishEpisodes(signal: AbortSignal): Promise<void> {
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => stop());
    const { ends } = this.#draining = { ends: [], finish };
    for (const session of this.#slots.keys()) session.refuseReset = () => this.#drainingError("reset");
    if (this.#slots.size === 0) return;
    clearInterval(this.#sweepTimer);
    this.#sweepTimer = setInterval(() => this.#sweep(), DRAIN_SWEEP_MS);
    this.#sweep();
    await Promise.race([stopped, finished.then(() => Promise.all(ends))]);
  }

  /** Refuses new sessions, lets running calls finish until `signal` is aborted, and closes all sessions. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isClosing = true;
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
    this.#draining?.finish();
  }

  #drainingError(call: string): CapacityError {
    const data = { active_sessions: this.size, max_sessions: this.maxSessions };
    return new CapacityError(`Cannot ${call}: the server drains, and begins no episodes`, data);
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
      if (this.#draining !== undefined) this.#endIfOver(session, slot, this.#draining);
    }
  }

  /** Ends a session that is in no episode; after one, when its client has asked nothing for a while. */
  #endIfOver(session: Session, slot: Slot, { ends }: Draining): void {
    if (slot.isEnding || session.busy || session.playing) return;
    if (session.episodeId !== undefined && performance.now() - slot.idleSince < LAST_CALLS_MS) return;
    slot.isEnding = true;
    ends.push(slot.owner.drain());
  }
}
