/** An entry that waits until its own deadline. */
export interface Waiting {
  /** The time at which it expires, on the clock of {@linkcode Deadlines.now}. */
  readonly deadline: number;
  /** Its index in the list while it is on the list. Only {@linkcode Deadlines} writes it. */
  slot?: number;
  /** Called once after the deadline, when the entry has already been removed from the list. */
  expire(): void;
}

/** Options for {@linkcode Deadlines}. */
export interface DeadlinesOptions {
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
  /** How often the list is swept, in milliseconds; deadlines are only this precise. Default: 50. */
  readonly sweepMs?: number;
}

/**
 * Enforces all deadlines of a server, or of the clients in a process, with one timer.
 *
 * A timer for each call would cost more than a step. Only asynchronous calls are added to the list. The timer runs
 * while the list has entries, and stops at the first sweep that finds it empty.
 */
export class Deadlines {
  /** Unordered. A `Set` that changes with every call leaves tables behind, which keep young garbage alive. */
  readonly #waiting: Waiting[] = [];
  readonly #clock: () => number;
  readonly #sweepMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Creates an empty list; no timer runs yet. */
  constructor(options: DeadlinesOptions = {}) {
    this.#clock = options.now ?? (() => performance.now());
    this.#sweepMs = options.sweepMs ?? 50;
  }

  /** The time, in milliseconds, on a clock that only goes forward. */
  get now(): number {
    return this.#clock();
  }

  /** The number of entries. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Adds an entry to the list. */
  add(waiting: Waiting): void {
    waiting.slot ??= this.#waiting.push(waiting) - 1;
    this.#timer ??= setInterval(() => this.sweep(), this.#sweepMs);
  }

  /** Removes an entry from the list. The timer stays until the next sweep, for the next entry. */
  remove(waiting: Waiting): void {
    const { slot } = waiting;
    if (slot === undefined) return;
    const last = this.#waiting.pop()!;
    last.slot = slot;
    if (last !== waiting) this.#waiting[slot] = last;
    waiting.slot = undefined;
  }

  /** Stops the timer now if the list is empty, so that a caller who is done leaves nothing behind. */
  settle(): void {
    if (this.#waiting.length > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Resolves with the value of a promise, or with `undefined` after `timeoutMs`. */
  within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { deadline: this.now + timeoutMs, expire: () => resolve(undefined) };
      this.add(waiting);
      const finish = (settle: () => void) => {
        this.remove(waiting);
        this.settle();
        settle();
      };
      promise.then((value) => finish(() => resolve(value)), (thrown) => finish(() => reject(thrown)));
    });
  }

  /** Expires every entry whose deadline has passed. */
  sweep(): void {
    const now = this.now;
    for (const waiting of this.#waiting.filter(({ deadline }) => deadline <= now)) {
      if (waiting.slot === undefined) continue;
      this.remove(waiting);
      waiting.expire();
    }
    this.settle();
  }
}
