import type { Logger } from "../log/logger.ts";
import type { Session } from "@openenv/core/session";

/** The interval between two looks at the clock, in milliseconds. */
const INTERVAL_MS = 250;
/** How late a look may be before it counts as a blocked event loop, in milliseconds. */
const LATE_MS = 500;

/** Options of {@linkcode BlockWatch}. */
export interface BlockWatchOptions {
  /** The sessions, whose environments run in this thread, with the number of calls that the watch has seen of each. */
  readonly sessions: ReadonlyMap<Session, { seen: number }>;
  /** The environment's name. */
  readonly name: () => string;
  /** Logger for the warning. */
  readonly log: Logger;
}

/**
 * Notices that a synchronous call of an environment blocks the event loop, and so every other session, and says so once.
 * A call costs nothing for it: a timer, which runs while there are sessions, sees that it is late, and which sessions have
 * had calls since it was last on time.
 */
export class BlockWatch {
  readonly #options: BlockWatchOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #seenAt = 0;
  #hasWarned = false;

  /** Creates a watch that does not run yet. */
  constructor(options: BlockWatchOptions) {
    this.#options = options;
  }

  /** Runs until it is stopped, or has warned. */
  start(): void {
    if (this.#timer !== undefined || this.#hasWarned) return;
    this.#seenAt = performance.now();
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
  }

  /** Stops looking. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const lateMs = now - this.#seenAt - INTERVAL_MS;
    const call = lateMs > LATE_MS ? this.#findCall() : undefined;
    if (call !== undefined) return this.#warn(call, lateMs);
    this.#seenAt = now;
    for (const [session, slot] of this.#options.sessions) slot.seen = session.activity;
  }

  /** Names the calls that were begun since the timer was on time; `undefined` if there were none. */
  #findCall(): string | undefined {
    const calls = new Set<string>();
    for (const [session, { seen }] of this.#options.sessions) {
      if (session.busy || seen !== session.activity) calls.add(session.lastCall);
    }
    return calls.size === 0 ? undefined : [...calls].join(" or ");
  }

  #warn(call: string, lateMs: number): void {
    this.stop();
    this.#hasWarned = true;
    this.#options.log.warn(
      `Warning: ${this.#options.name()} blocked the event loop for about ${Math.round(lateMs)} ms in a ${call}; all ` +
        'sessions waited for it. Run it in a host of its own: host: { kind: "process" }, or --host-kind process',
    );
  }
}
