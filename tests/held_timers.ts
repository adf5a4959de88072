/**
 * Timers that come due when a test says so: what depends on time is tried in the order that is meant, on a slow machine
 * as well.
 *
 * @module
 */

type Clearing = "clearTimeout" | "clearInterval";

/** Timers that were set while this was in force, but for those that are let through. Dispose it. */
export class HeldTimers implements Disposable {
  readonly #held: Map<number, () => void> = new Map();
  readonly #restore: () => void;

  /** Use {@linkcode holdTimeouts} or {@linkcode holdIntervals}. */
  constructor(setting: "setTimeout" | "setInterval", holds: (delayMs: number) => boolean) {
    const clearing: Clearing = setting === "setTimeout" ? "clearTimeout" : "clearInterval";
    const [set, clear] = [globalThis[setting] as typeof setTimeout, globalThis[clearing]];
    let last = 0;
    const setHeld = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
      if (!holds(delayMs)) return set(callback, delayMs, ...args);
      const id = --last; // the runtime's own are positive
      this.#held.set(id, () => {
        if (setting === "setTimeout") this.#held.delete(id);
        callback(...args);
      });
      return id;
    };
    const clearHeld = (id?: number) => void (this.#held.delete(id ?? 0) || clear(id));
    Object.assign(globalThis, { [setting]: setHeld, [clearing]: clearHeld });
    this.#restore = () => Object.assign(globalThis, { [setting]: set, [clearing]: clear });
  }

  /** How many wait. */
  get size(): number {
    return this.#held.size;
  }

  /** Lets those that wait come due, intervals once. */
  fire(): void {
    for (const due of [...this.#held.values()]) due();
  }

  /** Gives the timers back to the runtime; throws if any still waits, since it would never come due. */
  [Symbol.dispose](): void {
    this.#restore();
    if (this.size > 0) throw new Error(`Cannot let timers go: ${this.size} still wait`);
  }
}

/** Holds the timeouts of one length; others pass. */
export function holdTimeouts(delayMs: number): HeldTimers {
  return new HeldTimers("setTimeout", (given) => given === delayMs);
}

/** Holds all intervals, those of every sweep. */
export function holdIntervals(): HeldTimers {
  return new HeldTimers("setInterval", () => true);
}
