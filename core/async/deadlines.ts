/** Something that waits until a time of its own. */
export interface Waiting {
  /** When it has waited long enough, on the clock of {@linkcode Deadlines.now}. */
  readonly deadline: number;
  /** Its place in the list while it is in there; nobody but {@linkcode Deadlines} writes it. */
  slot?: number;
  /** Called once after that time; whoever waits has been taken off the list already. */
  expire(): void;
}

/** What {@linkcode Deadlines} takes instead of the real clock and timer. */
export interface DeadlinesOptions {
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
  /** How often the list is swept, in milliseconds; deadlines are as exact as this. Default: 50. */
  readonly sweepMs?: number;
}

/**
 * Enforces all deadlines of a server, or of a process' clients, with one timer.
 *
 * A timer for each call would cost more than a step. Only asynchronous calls come here at all; the timer runs while
 * somebody waits, and stops at the first sweep that finds nobody.
 */
export class Deadlines {
  /** In no order. A `Set` that changes with every call leaves tables behind, which keep young garbage alive. */
  readonly #waiting: Waiting[] = [];
  readonly #clock: () => number;
  readonly #sweepMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Makes an empty list; no timer runs yet. */
  constructor(options: DeadlinesOptions = {}) {
    this.#clock = options.now ?? (() => performance.now());
    this.#sweepMs = options.sweepMs ?? 50;
  }

  /** The time, in milliseconds, on a clock that only goes forward. */
  get now(): number {
    return this.#clock();
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Puts somebody on the list. */
  add(waiting: Waiting): void {
    waiting.slot ??= this.#waiting.push(waiting) - 1;
    this.#timer ??= setInterval(() => this.sweep(), this.#sweepMs);
  }

  /** Takes somebody off the list; the timer stays until the next sweep, for whoever comes next. */
  remove(waiting: Waiting): void {
    const { slot } = waiting;
    if (slot === undefined) return;
    const last = this.#waiting.pop()!;
    last.slot = slot;
    if (last !== waiting) this.#waiting[slot] = last;
    waiting.slot = undefined;
  }

  /** Stops the timer now if nobody waits: for who is done and leaves nothing behind. */
  settle(): void {
    if (this.#waiting.length > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Resolves with a promise, or with `undefined` after a time. */
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

  /** Expires everybody whose time has come. */
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
