import type { Session } from "@openenv/core/session";
import type { SessionOwner } from "./session_manager.ts";

/** What {@linkcode SessionReaper} takes instead of the real clock. */
export interface SessionReaperOptions {
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

interface Watched {
  readonly owner: SessionOwner;
  activity: number;
  since: number;
}

/**
 * Closes sessions that nobody uses.
 *
 * A session only counts its calls; the reaper looks at the counts now and then, so that a call pays nothing for it. A
 * session with a call in flight is never taken. The timer runs while there are sessions.
 */
export class SessionReaper {
  readonly #watched: Map<Session, Watched> = new Map();
  readonly #clock: () => number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #intervalMs = Infinity;

  /** Makes a reaper that watches nobody. */
  constructor(options: SessionReaperOptions = {}) {
    this.#clock = options.now ?? (() => performance.now());
  }

  /** Begins to watch a session. */
  watch(session: Session, owner: SessionOwner): void {
    this.#watched.set(session, { owner, activity: session.activity, since: this.#clock() });
    const intervalMs = Math.min(30_000, Math.max(50, owner.idleTimeoutMs / 4));
    if (intervalMs >= this.#intervalMs) return;
    clearInterval(this.#timer);
    this.#intervalMs = intervalMs;
    this.#timer = setInterval(() => this.sweep(), intervalMs);
  }

  /** Stops watching a session. */
  forget(session: Session): void {
    this.#watched.delete(session);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#intervalMs = Infinity;
  }

  /** Closes every session that has been idle for as long as its owner allows. */
  sweep(): void {
    const now = this.#clock();
    for (const [session, watched] of this.#watched) {
      if (session.busy || session.activity !== watched.activity) {
        watched.activity = session.activity;
        watched.since = now;
      } else if (now - watched.since >= watched.owner.idleTimeoutMs) {
        void session.close("expired");
        watched.owner.expire();
      }
    }
  }
}
