import { Deadlines } from "../async/deadlines.ts";

/** A clock that stands still until a test moves it, and deadlines on that clock. */
export class ManualClock {
  /** Enforces deadlines when {@linkcode advance} is called; its own timer never runs. */
  readonly deadlines: Deadlines = new Deadlines({ now: () => this.#now, sweepMs: 2 ** 30 });
  #now = 1000;

  /** Moves the clock and sweeps, as the timer would. */
  advance(ms: number): void {
    this.#now += ms;
    this.deadlines.sweep();
  }
}
