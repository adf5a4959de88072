import type { Session } from "@openenv/core/session";
import { createHandle } from "../sessions/create_handle.ts";
import type { SessionManager } from "../sessions/session_manager.ts";
import { SessionFeed, type SessionFeedOptions } from "./session_feed.ts";

/** A session that is watched. */
interface Watched {
  readonly handle: string;
  readonly feed: SessionFeed;
}

/** Read-only links to sessions. Each is unguessable, and good for as long as its session. */
export class WatchLinks {
  readonly #manager: SessionManager;
  readonly #bySession: WeakMap<Session, Watched> = new WeakMap();
  readonly #feeds: Map<string, SessionFeed> = new Map();

  /** Creates an empty collection. */
  constructor(manager: SessionManager) {
    this.#manager = manager;
  }

  /** Returns the link of a session, which is made at the first call: its handle. */
  linkTo(session: Session, options: SessionFeedOptions): string {
    const known = this.#bySession.get(session);
    if (known !== undefined) {
      known.feed.draws ||= options.draws;
      return known.handle;
    }
    const watched = { handle: createHandle(), feed: new SessionFeed(session, options) };
    this.#bySession.set(session, watched);
    this.#feeds.set(watched.handle, watched.feed);
    this.#manager.whenClosed(session, () => {
      this.#feeds.delete(watched.handle);
      void watched.feed.close();
    });
    return watched.handle;
  }

  /** Finds the feed of a link; `undefined` for one that is unknown or revoked. */
  find(handle: string): SessionFeed | undefined {
    return this.#feeds.get(handle);
  }
}
