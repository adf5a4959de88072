/** Counts what happens to callers. */
export class Tally {
  /** Violations: events that must not happen. */
  readonly violations: string[] = [];
  /** The calls that failed with nothing in their way; they must not, unless the server is being restarted. */
  readonly failures: string[] = [];
  #counts: Record<string, number> = {};

  /** Counts something. */
  add(name: string, times = 1): void {
    this.#counts[name] = this.count(name) + times;
  }

  /** Returns how often something was counted. */
  count(name: string): number {
    return this.#counts[name] ?? 0;
  }

  /** Hands over all that was counted, and begins anew. */
  take() {
    const counts = this.#counts;
    this.#counts = {};
    return { counts, violations: this.violations.splice(0), failures: this.failures.splice(0) };
  }
}

/** The counts so far. */
export type Counts = ReturnType<Tally["take"]>;
